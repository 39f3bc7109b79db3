package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.StatsResult;
import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
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
        long clicks;
        int shortestStep = Integer.MAX_VALUE;
        /** Of those that leave no room for all of the url. */
        int longestStepOfCut = -1;
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
                Tally tally = tallies.computeIfAbsent(shown, key -> new Tally());
                int stepBytes = bytes(link.stepId());
                tally.clicks += row.clicks();
                tally.shortestStep = Math.min(tally.shortestStep, stepBytes);
                if (bytes(placement) > MAX_UNCUT_BYTES) {
                    tally.longestStepOfCut = Math.max(tally.longestStepOfCut, stepBytes);
                }
            }
        }
        return inOrder(tallies);
    }

    /** A url that was cut is joined with the one that it is the beginning of, if that has a shorter step. */
    private static List<ClickedLink> inOrder(Map<ClickedLink, Tally> tallies) {
        TreeMap<ClickedLink, Tally> sorted = new TreeMap<>(ClickedLink.ORDER);
        sorted.putAll(tallies);
        List<ClickedLink> links = new ArrayList<>();
        // Backwards, so that a url comes after those that begin with it.
        for (Map.Entry<ClickedLink, Tally> entry : sorted.descendingMap().entrySet()) {
            ClickedLink link = entry.getKey();
            Tally tally = entry.getValue();
            int last = links.size() - 1;
            if (last >= 0 && isCutOf(link, tally, links.get(last), tallies)) {
                links.set(last, links.get(last).withClicks(links.get(last).clicks() + tally.clicks));
            } else {
                links.add(link.withClicks(tally.clicks));
            }
        }
        Collections.reverse(links);
        return links;
    }

    private static boolean isCutOf(ClickedLink link, Tally tally, ClickedLink longer, Map<ClickedLink, Tally> tallies) {
        Tally other = tallies.get(longer.withClicks(0));
        return other != null
                && other.shortestStep < tally.longestStepOfCut
                && link.stepId().equals(longer.stepId())
                && link.location().equals(longer.location())
                && longer.url().startsWith(link.url());
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
