package io.clickmill.local.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.LinkKey;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.LinkParser;
import io.clickmill.local.accesslog.LineProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Checks links with the job's own parser. */
final class LinkCheck implements RecordCheck {
    /** An empty key instead of null, because a compacted topic refuses records without a key. */
    private static final String NO_KEY = "";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkParser parser = new LinkParser();
    private final Clock clock;

    LinkCheck(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ImportRecord of(byte[] value) {
        String key = key(value);
        RejectedClick rejected = parser.parse("", 0, 0, clock.millis(), key.getBytes(StandardCharsets.UTF_8), value)
                .rejected();
        return new ImportRecord(key, value, rejected == null ? null : RecordCheck.problem(rejected));
    }

    private static String key(byte[] value) {
        try {
            JsonNode link = JSON.readTree(value);
            return new LinkKey(
                            link.path("account_id").asText(),
                            link.path("link_id").asText())
                    .text();
        } catch (IOException | RuntimeException e) {
            return NO_KEY;
        }
    }

    @Override
    public ImportRecord bad(byte[] line, LineProblem problem) {
        return new ImportRecord(NO_KEY, line, problem);
    }
}
