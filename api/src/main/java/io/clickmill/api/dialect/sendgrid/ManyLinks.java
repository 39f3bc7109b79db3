package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Placement;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads a page of the links of a message that has more of them than {@link ClickedLinks} can hold: the database sorts
 * them, and only those of the page are read. Each form of a url that steps of unequal length have cut is a link.
 */
final class ManyLinks {
    private final LinksRequest request;
    private final Field field;

    ManyLinks(LinksRequest request) {
        this.request = request;
        this.field = request.byStep() ? Field.ORDERED_PLACEMENT : Field.ORDERED_PLACEMENT_OF_ALL_STEPS;
    }

    /** The page that the request asks for. */
    LinksPage read(StatsReader stats) {
        Optional<PagePosition> position = request.position();
        boolean backwards = position.isPresent() && !position.get().isBehind();
        StatsResult found = stats.read(page(position, backwards));
        List<ClickedLink> links = new ArrayList<>();
        found.rows().stream().limit(request.pageSize()).forEach(row -> links.add(link(row)));
        if (backwards) {
            Collections.reverse(links);
        }
        boolean hasMore = found.rows().size() > request.pageSize();
        return new LinksPage(
                links,
                backwards ? hasMore : position.isPresent(),
                backwards || hasMore,
                found.total(),
                stats.read(query().build()).rows().get(0).clicks(),
                found.plan());
    }

    /** One row more than the page has tells whether another page follows. */
    private StatsQuery page(Optional<PagePosition> position, boolean backwards) {
        Sort sort = backwards ? Sort.descending(field) : Sort.ascending(field);
        return query().groupBy(field)
                .sort(position.map(place -> sort.after(text(place.link()))).orElse(sort))
                .limit(request.pageSize() + 1)
                .build();
    }

    private StatsQuery.Builder query() {
        StatsQuery.Builder query = request.clicks();
        return request.stepIds().isEmpty()
                ? query
                : query.filter(new Filter(Field.PLACEMENT_STEP, false, request.stepIds()));
    }

    private String text(ClickedLink link) {
        Placement placement = new Placement(link.stepId(), ClickedLink.text(link.location()), link.url());
        return request.byStep() ? placement.ordered() : placement.orderedOfAllSteps();
    }

    private ClickedLink link(StatsResult.Row row) {
        String text = row.group().get(0);
        return request.byStep()
                ? ClickedLink.of(Placement.ofOrdered(text)).withClicks(row.clicks())
                : ClickedLink.of(Placement.ofOrderedOfAllSteps(text))
                        .ofAllSteps()
                        .withClicks(row.clicks());
    }
}
