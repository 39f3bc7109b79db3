package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import java.time.Duration;
import java.util.List;

/** Tracks clicks. */
final class DubClicks {
    /** A visitor's next click on the same link is the same click for so long. */
    private static final Duration SAME_CLICK = Duration.ofHours(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkReader links;
    private final DubStream stream;
    private final Cache<List<String>, String> remembered;

    DubClicks(LinkReader links, DubStream stream) {
        this.links = links;
        this.stream = stream;
        this.remembered = stream.remembering(SAME_CLICK);
    }

    /** Tracks a click of whoever sent the request, and answers with its id. */
    String track(DubClickRequest request) {
        Link link = request.link(links);
        String id = remembered.get(
                List.of(link.accountId(), link.linkId(), request.ip(), request.userAgent()),
                visitor -> publish(link, request));
        return JSON.createObjectNode().put("clickId", id).toString();
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
