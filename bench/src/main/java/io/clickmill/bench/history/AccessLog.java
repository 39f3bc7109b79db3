package io.clickmill.bench.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.bench.data.BenchRecord;
import io.clickmill.bench.data.ClickData;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Writes clicks as a web server's access log in the format "combined", a request for each record. */
final class AccessLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final long REPORT_EVERY = 10_000;

    private AccessLog() {}

    /** @param written gets the number of lines that are written, from time to time */
    static void write(Path file, ClickData data, LongConsumer written) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (long lines = 1; data.hasNext(); lines++) {
                BenchRecord record = data.next();
                out.write(line(json.readTree(record.json()), record.arrivedAt()));
                if (lines % REPORT_EVERY == 0) {
                    written.accept(lines);
                }
            }
        }
    }

    private static String line(JsonNode event, long time) {
        URI url = URI.create(event.get("url").asText());
        return event.get("ip").asText() + " - - [" + TIME.format(Instant.ofEpochMilli(time)) + "] \"GET "
                + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\" 302 0 \"-\" \""
                + event.get("user_agent").asText() + "\"\n";
    }
}
