package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tracks clicks. */
final class DubClicks {
    /** A visitor's next click on the same link is the same click for so long. */
    private static final Duration SAME_CLICK = Duration.ofHours(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkReader links;
    private final DubStream stream;
    private final DubMemory remembered;

    DubClicks(LinkReader links, DubStream stream) {
        this.links = links;
        this.stream = stream;
        this.remembered = stream.remembering(SAME_CLICK);
    }

    /**
     * Tracks a click of whoever sent the request, if it counts, and answers with its id.
     *
     * @param accountId whose link it is, if the request has a key; without one the short link has to tell
     */
    String track(Optional<String> accountId, DubClickRequest request) {
        Link link = request.link(accountId, links);
        if (!request.isTracked()) {
            return answer(DubIds.random());
        }
        String id = remembered
                .once(
                        List.of(link.accountId(), link.linkId(), request.ip(), request.userAgent()),
                        () -> Optional.of(publish(link, request)))
                .orElseThrow();
        return answer(id);
    }

    private static String answer(String clickId) {
        return JSON.createObjectNode().put("clickId", clickId).toString();
    }

    private String publish(Link link, DubClickRequest request) {
        String id = DubIds.random();
        ObjectNode event =
                DubConversion.click(link, request.url().isEmpty() ? link.url() : request.url(), id, stream.now());
        DubConversion.put(event, "ip", request.ip());
        DubConversion.put(event, "user_agent", request.userAgent());
        DubConversion.put(event, "referer", request.referrer());
        stream.publish(List.of(event));
        return id;
    }
}
