package io.clickmill.api.track;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tracks clicks on short links. A visitor, who is an address and a user agent, counts once an hour for each link. */
public final class TrackClicks {
    /** For this long, further clicks of a visitor on the same link count as the first one. */
    private static final Duration SAME_CLICK = Duration.ofHours(1);

    private final EventStream stream;
    private final RecentAnswers recent;

    public TrackClicks(EventStream stream) {
        this.stream = stream;
        this.recent = stream.remembering(SAME_CLICK);
    }

    /**
     * Tracks a click, unless it repeats one of the same visitor on the same link.
     *
     * @param url the destination of the click; empty for the link's own
     * @param referer empty if it is unknown
     * @return the id of this click, or of the one that it repeats
     */
    public String track(Link link, String url, String ip, String userAgent, String referer) {
        return recent.once(List.of(link.accountId(), link.linkId(), ip, userAgent), () -> {
                    String id = EventIds.random();
                    ObjectNode event = TrackedEvent.click(link, url.isEmpty() ? link.url() : url, id, stream.now());
                    TrackedEvent.put(event, "ip", ip);
                    TrackedEvent.put(event, "user_agent", userAgent);
                    TrackedEvent.put(event, "referer", referer);
                    stream.publish(List.of(event));
                    return Optional.of(id);
                })
                .orElseThrow();
    }
}
