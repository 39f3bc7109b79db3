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
 * Reads a page of the links of a message that has more links than {@link ClickedLinks} can hold. The database sorts
 * them, and only those of the page are read. A url that steps of unequal length have cut differently is one link for
 * each form.
 */
final class ManyLinks {
    private final LinksRequest request;
    /**
     * The fields to group by, the first of which is sorted by. By step, a link is one placement. Over all steps, the
     * text that is sorted by holds the whole link.
     */
    private final List<Field> groups;

    ManyLinks(LinksRequest request) {
        this.request = request;
        this.groups = request.byStep()
                ? List.of(Field.ORDERED_PLACEMENT, Field.PLACEMENT)
                : List.of(Field.ORDERED_PLACEMENT_OF_ALL_STEPS);
    }

    /**
     * Whether the page continues a list whose previous page was read in this way. Such a list is read in this way to
     * its end.
     */
    static boolean hasBegun(LinksRequest request) {
        return request.position()
                .filter(position -> !position.sortText().isEmpty())
                .isPresent();
    }

    /** Reads the page that the request asks for. A second query counts the clicks of all pages right after it. */
    LinksPage read(StatsReader stats) {
        Optional<PagePosition> place = request.position();
        boolean backwards = place.isPresent() && !place.get().isAfter();
        StatsResult found = stats.read(page(place, backwards));
        StatsResult total = stats.read(query().build());
        List<StatsResult.Row> rows = new ArrayList<>(found.rows()
                .subList(0, Math.min(request.pageSize(), found.rows().size())));
        if (backwards) {
            Collections.reverse(rows);
        }
        boolean hasMore = found.rows().size() > request.pageSize();
        return new LinksPage(
                rows.stream().map(this::link).toList(),
                position(backwards ? hasMore : place.isPresent(), false, rows),
                position(backwards || hasMore, true, rows),
                found.total(),
                total.rows().get(0).clicks(),
                found.plan().plus(total.plan()));
    }

    /** The query for the page and one more row, which shows whether another page follows. */
    private StatsQuery page(Optional<PagePosition> place, boolean backwards) {
        Sort sort = backwards ? Sort.descending(groups.get(0)) : Sort.ascending(groups.get(0));
        return query().groupBy(groups)
                .sort(place.map(position -> sort.after(sortText(position))).orElse(sort))
                .limit(request.pageSize() + 1)
                .build();
    }

    private StatsQuery.Builder query() {
        StatsQuery.Builder query = request.clicks();
        return request.stepIds().isEmpty()
                ? query
                : query.filter(new Filter(Field.PLACEMENT_STEP, false, request.stepIds()));
    }

    private Optional<PagePosition> position(boolean exists, boolean isAfter, List<StatsResult.Row> rows) {
        if (!exists || rows.isEmpty()) {
            return Optional.empty();
        }
        StatsResult.Row row = rows.get(isAfter ? rows.size() - 1 : 0);
        return Optional.of(new PagePosition(isAfter, link(row), row.group().get(0)));
    }

    /**
     * The text by which the position's link is sorted. It is computed if {@link ClickedLinks} read the previous page,
     * and the list has become too long for it.
     */
    private String sortText(PagePosition position) {
        if (!position.sortText().isEmpty()) {
            return position.sortText();
        }
        ClickedLink link = position.link();
        Placement placement = new Placement(link.stepId(), ClickedLink.text(link.location()), link.url());
        return request.byStep() ? placement.ordered() : placement.orderedOfAllSteps();
    }

    private ClickedLink link(StatsResult.Row row) {
        ClickedLink link = request.byStep()
                ? ClickedLink.of(Placement.of(row.group().get(1)))
                : ClickedLink.of(Placement.ofOrderedOfAllSteps(row.group().get(0)))
                        .ofAllSteps();
        return link.withClicks(row.clicks());
    }
}
