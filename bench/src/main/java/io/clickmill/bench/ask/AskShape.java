package io.clickmill.bench.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * What the clicks of the measurement are. Equal shapes give equal clicks.
 *
 * @param clicks number of events: clicks, and a few leads and sales
 * @param end the day after the last one with clicks
 */
public record AskShape(long clicks, long seed, LocalDate end) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLICKS = "clicks";
    private static final String SEED = "seed";
    private static final String END = "end";

    static final String ACCOUNT = "bench";
    static final int DAYS = 30;

    /**
     * The shape of the clicks in a folder. If it has none yet, this shape is written there and returned.
     *
     * @throws IOException if the folder cannot be used, or its file of the shape is damaged
     */
    public static AskShape keptIn(Path folder, AskShape otherwise) throws IOException {
        Path file = Files.createDirectories(folder).resolve("shape.json");
        if (!Files.exists(file)) {
            JSON.writeValue(
                    file.toFile(),
                    Map.of(CLICKS, otherwise.clicks, SEED, otherwise.seed, END, otherwise.end.toString()));
        }
        JsonNode json = JSON.readTree(file.toFile());
        try {
            return new AskShape(
                    json.required(CLICKS).longValue(),
                    json.required(SEED).longValue(),
                    LocalDate.parse(json.required(END).asText()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + ": not the shape of clicks: " + e.getMessage(), e);
        }
    }

    /** The shape with a tenth of the clicks, over the same days. */
    AskShape tenth() {
        return new AskShape(Math.max(1, clicks / 10), seed, end);
    }

    LocalDate firstDay() {
        return end.minusDays(DAYS);
    }

    /** The days with clicks, in UTC. */
    List<LocalDate> days() {
        return firstDay().datesUntil(end).toList();
    }

    /** An instant within the days. */
    Instant at(int day, String time) {
        return Instant.parse(firstDay().plusDays(day) + "T" + time + "Z");
    }

    /** The instant after the last click. */
    Instant endInstant() {
        return end.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
