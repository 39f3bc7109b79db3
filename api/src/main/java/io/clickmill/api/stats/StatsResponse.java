package io.clickmill.api.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of {@code GET /v1/stats}:
 * {@code {"data":[{"country":"GB","start":"…","clicks":18}],"meta":{"total":1,"progress":"…","from":"…","to":"…"}}}.
 *
 * <p>A row has the fields of its group, in a series the start of its bucket (in the requested time zone), and the
 * requested metrics. {@code total} is the number of rows before paging; {@code progress} is null before the job's first
 * watermark; {@code from} and {@code to} are the counted range. A series has {@code complete}: the range of the steps
 * that are neither cut by the counted range nor after the progress; null if there are none.
 */
final class StatsResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StatsResponse() {}

    static byte[] write(StatsRequest.Question question, StatsResult result, Map<String, Link> links)
            throws JsonProcessingException {
        return JSON.writeValueAsBytes(add(JSON.createObjectNode(), question, result, links));
    }

    /**
     * Adds the answer to a JSON object.
     *
     * @param links what is known of the links of the rows, by their ids, if the question includes it
     */
    static ObjectNode add(
            ObjectNode json, StatsRequest.Question question, StatsResult result, Map<String, Link> links) {
        StatsQuery query = question.query();
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
        ObjectNode meta = json.putObject("meta")
                .put("total", result.total())
                .put("progress", progress == null ? null : progress.toString());
        write(meta, query.range());
        if (query.isSeries()) {
            Optional<TimeRange> complete = Optional.ofNullable(progress)
                    .flatMap(end -> query.interval().wholeSteps(query.range(), end.toEpochMilli()));
            complete.ifPresentOrElse(range -> write(meta.putObject("complete"), range), () -> meta.putNull("complete"));
        }
        if (question.includesLinks()) {
            ObjectNode known = meta.putObject("links");
            links.forEach((id, link) -> write(known.putObject(id), link));
        }
        return json;
    }

    private static void write(ObjectNode json, TimeRange range) {
        json.put("from", iso(Instant.ofEpochMilli(range.from()), range.zone()))
                .put("to", iso(Instant.ofEpochMilli(range.to()), range.zone()));
    }

    private static void write(ObjectNode json, Link link) {
        json.put("title", link.text("title"))
                .put("domain", link.domain())
                .put("key", link.key())
                .put("url", link.url())
                .put("external_id", link.externalId())
                .set("tags", JSON.valueToTree(link.attributes().getOrDefault("tags", List.of())));
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
