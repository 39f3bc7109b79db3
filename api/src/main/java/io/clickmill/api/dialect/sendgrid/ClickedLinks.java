package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Placement;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the links of a message from counted placements. A placement is a step, a location and a url in one text. */
final class ClickedLinks {
    /** The clicks of a link, and the shortest and the longest step that it was counted with. Lengths are in bytes. */
    private static final class Tally {
        final ClickedLink link;
        long clicks;
        int shortestStep = Integer.MAX_VALUE;
        /** The longest step of the placements whose url may be cut; -1 if there are none. */
        int longestStepOfCut = -1;

        Tally(ClickedLink link) {
            this.link = link;
        }

        void add(long more, int stepBytes, boolean isCut) {
            clicks += more;
            shortestStep = Math.min(shortestStep, stepBytes);
            if (isCut) {
                longestStepOfCut = Math.max(longestStepOfCut, stepBytes);
            }
        }

        /**
         * Whether this url may be a cut form of the other one: it is the beginning of the other url, which stands after
         * a shorter step and so is cut later.
         */
        boolean isCutOf(Tally other) {
            return other.shortestStep < longestStepOfCut
                    && link.stepId().equals(other.link.stepId())
                    && link.location().equals(other.link.location())
                    && other.link.url().startsWith(link.url());
        }
    }

    private ClickedLinks() {}

    /** Reads the page that a request asks for. */
    static LinksPage page(LinksRequest request, StatsReader stats) {
        StatsResult result = stats.read(query(request));
        return page(request, of(request, result), result.plan());
    }

    /**
     * Counts clicks by step, location and url, also where the request sums over steps: a url that is cut after one step
     * may be whole after another. Steps that the request does not name are left out later.
     */
    private static StatsQuery query(LinksRequest request) {
        return request.clicks()
                .groupBy(Field.PLACEMENT)
                .limit(StatsQuery.MAX_LIMIT)
                .build();
    }

    private static LinksPage page(LinksRequest request, List<ClickedLink> links, PlanSummary plan) {
        boolean backwards =
                request.position().isPresent() && !request.position().get().isAfter();
        int place =
                request.position().map(position -> linksBefore(position, links)).orElse(0);
        int first = backwards ? Math.max(0, place - request.pageSize()) : place;
        int end = backwards ? place : Math.min(place + request.pageSize(), links.size());
        boolean isEmpty = first >= end;
        return new LinksPage(
                links.subList(first, end),
                first > 0 && !isEmpty ? Optional.of(new PagePosition(false, links.get(first))) : Optional.empty(),
                end < links.size() && !isEmpty
                        ? Optional.of(new PagePosition(true, links.get(end - 1)))
                        : Optional.empty(),
                links.size(),
                links.stream().mapToLong(ClickedLink::clicks).sum(),
                plan);
    }

    /**
     * The number of links before the place where the page starts, or before the place where it ends if it goes
     * backwards.
     */
    private static int linksBefore(PagePosition position, List<ClickedLink> links) {
        int found = Collections.binarySearch(links, position.link(), ClickedLink.ORDER);
        int before = found < 0 ? -found - 1 : found;
        return position.isAfter() && found >= 0 ? before + 1 : before;
    }

    /** The links that a request asks for, in order, with the sums of their clicks. */
    static List<ClickedLink> of(LinksRequest request, StatsResult result) {
        Set<String> stepIds = Set.copyOf(request.stepIds());
        Map<ClickedLink, Tally> tallies = new HashMap<>();
        for (StatsResult.Row row : result.rows()) {
            String placement = row.group().get(0);
            ClickedLink link = ClickedLink.of(Placement.of(placement));
            if (stepIds.isEmpty() || stepIds.contains(link.stepId())) {
                ClickedLink shown = request.byStep() ? link : link.ofAllSteps();
                tallies.computeIfAbsent(shown, Tally::new)
                        .add(row.clicks(), bytes(link.stepId()), Dimension.mayBeCut(placement));
            }
        }
        return inOrder(new ArrayList<>(tallies.values()));
    }

    private static List<ClickedLink> inOrder(List<Tally> tallies) {
        // In reverse order a url comes after those that begin with it.
        tallies.sort(Comparator.comparing((Tally tally) -> tally.link, ClickedLink.ORDER)
                .reversed());
        List<Tally> whole = new ArrayList<>();
        for (Tally tally : tallies) {
            int last = whole.size() - 1;
            if (last >= 0 && tally.isCutOf(whole.get(last))) {
                whole.get(last).clicks += tally.clicks;
            } else {
                whole.add(tally);
            }
        }
        Collections.reverse(whole);
        return whole.stream().map(tally -> tally.link.withClicks(tally.clicks)).toList();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
