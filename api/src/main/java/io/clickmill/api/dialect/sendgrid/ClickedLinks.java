package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.StatsResult;
import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the links of a message from the placements that are counted: a step, a location and a url in one text each. */
final class ClickedLinks {
    private static final String SEPARATOR = String.valueOf(Dimension.PLACEMENT_SEPARATOR);

    /** A placement that is longer, in bytes of UTF-8, may have been cut. */
    private static final int MAX_UNCUT_BYTES = Dimension.MAX_VALUE_BYTES - 4;

    /** The shortest step: a url may have anything. */
    private static final Pattern PLACEMENT = Pattern.compile(
            "(?<step>.*?)" + SEPARATOR + "(?<location>[0-9]{0,10})" + SEPARATOR + "(?<url>.*)", Pattern.DOTALL);

    /** What is known of a link; the lengths of steps are in bytes. */
    private static final class Tally {
        final ClickedLink link;
        long clicks;
        int shortestStep = Integer.MAX_VALUE;
        /** Of those that leave no room for all of the url. */
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

        /** Whether the url is the beginning of the other one, which has a shorter step and so is cut later. */
        boolean isCutOf(Tally other) {
            return other.shortestStep < longestStepOfCut
                    && link.stepId().equals(other.link.stepId())
                    && link.location().equals(other.link.location())
                    && other.link.url().startsWith(link.url());
        }
    }

    private ClickedLinks() {}

    /** The links that a request asks for, in order, with the sums of their clicks. */
    static List<ClickedLink> of(LinksRequest request, StatsResult result) {
        Set<String> stepIds = Set.copyOf(request.stepIds());
        Map<ClickedLink, Tally> tallies = new HashMap<>();
        for (StatsResult.Row row : result.rows()) {
            String placement = row.group().get(0);
            ClickedLink link = parse(placement);
            if (stepIds.isEmpty() || stepIds.contains(link.stepId())) {
                ClickedLink shown = request.byStep()
                        ? link
                        : new ClickedLink(ClickedLink.ALL_STEPS, link.location(), link.url(), 0);
                tallies.computeIfAbsent(shown, Tally::new)
                        .add(row.clicks(), bytes(link.stepId()), bytes(placement) > MAX_UNCUT_BYTES);
            }
        }
        return inOrder(new ArrayList<>(tallies.values()));
    }

    private static List<ClickedLink> inOrder(List<Tally> tallies) {
        // Backwards, so that a url comes after those that begin with it.
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

    private static ClickedLink parse(String placement) {
        Matcher parts = PLACEMENT.matcher(placement);
        if (!parts.matches()) {
            // A step so long that the rest is cut off.
            return new ClickedLink(placement, OptionalLong.empty(), "", 0);
        }
        return new ClickedLink(
                parts.group("step"), ClickedLink.location(parts.group("location")), parts.group("url"), 0);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
