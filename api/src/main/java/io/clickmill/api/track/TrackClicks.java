package io.clickmill.api.track;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tracks clicks. */
public final class TrackClicks {
    /** A visitor's next click on the same link is the same click for this long. */
    private static final Duration SAME_CLICK = Duration.ofHours(1);

    private final EventStream stream;
    private final RecentAnswers recent;

    public TrackClicks(EventStream stream) {
        this.stream = stream;
        this.recent = stream.remembering(SAME_CLICK);
    }

    /**
     * Tracks a click, unless the visitor has just clicked on the link.
     *
     * @param url where the click leads; empty for the link's
     * @param referer empty if it is not known
     * @return the click's id
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
