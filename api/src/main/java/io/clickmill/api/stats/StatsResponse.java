package io.clickmill.api.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Writes the answer of {@code GET /v1/stats}:
 * {@code {"data":[{"country":"GB","start":"…","clicks":18}],"meta":{"total":1,"progress":"…"}}}.
 *
 * <p>A row has the fields of its group, in a series the start of its bucket (in the requested time zone), and the
 * requested metrics. {@code total} is the number of rows before paging; {@code progress} is null before the job's first
 * watermark.
 */
final class StatsResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StatsResponse() {}

    static byte[] write(StatsRequest.Question question, StatsResult result) throws JsonProcessingException {
        StatsQuery query = question.query();
        ObjectNode json = JSON.createObjectNode();
        ArrayNode data = json.putArray("data");
        List<String> columns = question.columns();
        for (Row row : result.rows()) {
            ObjectNode entry = data.addObject();
            for (int i = 0; i < columns.size(); i++) {
                entry.put(columns.get(i), row.group().get(i));
            }
            Instant start = row.start();
            if (start != null) {
                entry.put("start", iso(start, query.range().zone()));
            }
            query.metrics().forEach(metric -> write(entry, metric, row));
        }
        Instant progress = result.progress();
        json.putObject("meta")
                .put("total", result.total())
                .put("progress", progress == null ? null : progress.toString());
        return JSON.writeValueAsBytes(json);
    }

    private static void write(ObjectNode entry, Metric metric, Row row) {
        if (metric == Metric.UNIQUES) {
            entry.putObject(metric.word())
                    .put("value", row.uniques().value())
                    .put("exact", row.uniques().exact())
                    .put("low", row.uniques().low())
                    .put("high", row.uniques().high());
        } else {
            entry.put(metric.word(), row.value(metric));
        }
    }

    /** Formats the start of a bucket. */
    static String iso(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }
}
