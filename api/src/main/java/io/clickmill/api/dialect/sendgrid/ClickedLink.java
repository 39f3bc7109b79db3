package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.StatsResult;
import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link of a message and its clicks.
 *
 * @param stepId {@link #ALL_STEPS} if the steps are not told apart
 * @param location in the message, 0 is the topmost; empty if it is not known
 */
record ClickedLink(String stepId, OptionalLong location, String url, long clicks) {
    static final String ALL_STEPS = "all";

    /** By step, then by location, unknown ones last, then by url; texts by their code points. */
    static final Comparator<ClickedLink> ORDER = Comparator.comparing(ClickedLink::stepId, ClickedLink::byCodePoints)
            .thenComparingLong(link -> link.location.orElse(Long.MAX_VALUE))
            .thenComparing(ClickedLink::url, ClickedLink::byCodePoints);

    private static final String SEPARATOR = String.valueOf(Dimension.PLACEMENT_SEPARATOR);

    /** A placement that is longer, in bytes of UTF-8, may have been cut. */
    private static final int MAX_UNCUT_BYTES = Dimension.MAX_VALUE_BYTES - 4;

    /** The shortest step: a url may have anything. */
    private static final Pattern PLACEMENT = Pattern.compile(
            "(?<step>.*?)" + SEPARATOR + "(?<location>[0-9]{0,10})" + SEPARATOR + "(?<url>.*)", Pattern.DOTALL);

    /** The links that a request asks for, in order, with the sums of their clicks. */
    static List<ClickedLink> of(LinksRequest request, StatsResult result) {
        TreeMap<ClickedLink, Long> clicks = new TreeMap<>(ORDER);
        Set<ClickedLink> cut = new TreeSet<>(ORDER);
        for (StatsResult.Row row : result.rows()) {
            String placement = row.group().get(0);
            ClickedLink link = parse(placement);
            if (request.stepIds().isEmpty() || request.stepIds().contains(link.stepId)) {
                ClickedLink shown = request.byStep() ? link : link.ofAllSteps();
                clicks.merge(shown, row.clicks(), Long::sum);
                if (placement.getBytes(StandardCharsets.UTF_8).length > MAX_UNCUT_BYTES) {
                    cut.add(shown);
                }
            }
        }
        List<ClickedLink> links = new ArrayList<>();
        // Backwards, so that a url comes after those that begin with it.
        clicks.descendingMap().forEach((link, sum) -> {
            int last = links.size() - 1;
            if (cut.contains(link) && last >= 0 && links.get(last).isLonger(link)) {
                links.set(last, links.get(last).plus(sum));
            } else {
                links.add(link.plus(sum));
            }
        });
        Collections.reverse(links);
        return links;
    }

    /** Whether it may be the same link under a shorter step, which leaves more of the url. */
    private boolean isLonger(ClickedLink cut) {
        return stepId.equals(cut.stepId) && location.equals(cut.location) && url.startsWith(cut.url);
    }

    private ClickedLink plus(long more) {
        return new ClickedLink(stepId, location, url, clicks + more);
    }

    /** A location as text; the empty text for none. */
    static String text(OptionalLong location) {
        return location.isPresent() ? Long.toString(location.getAsLong()) : "";
    }

    /** The location of a text of {@link #text}. */
    static OptionalLong location(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static ClickedLink parse(String placement) {
        Matcher parts = PLACEMENT.matcher(placement);
        if (!parts.matches()) {
            // A step so long that the rest is cut off.
            return new ClickedLink(placement, OptionalLong.empty(), "", 0);
        }
        return new ClickedLink(parts.group("step"), location(parts.group("location")), parts.group("url"), 0);
    }

    private ClickedLink ofAllSteps() {
        return new ClickedLink(ALL_STEPS, location, url, 0);
    }

    private static int byCodePoints(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
