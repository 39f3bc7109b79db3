package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.dialect.placewise.History.Answer;
import io.clickmill.api.dialect.placewise.History.Series;
import io.clickmill.api.dialect.placewise.Sendings.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes the vendor's two formats: records and series. */
final class Response {
    /**
     * The maximum number of values in all series that are not null. The first series that would exceed it is left out,
     * and so are all after it.
     */
    static final int MAX_POINTS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Response() {}

    /** A page of records. */
    static String records(RecordsRequest request, Page page) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode records = body.putArray("records");
        for (SendingRecord record : page.records()) {
            ObjectNode json = records.addObject();
            json.putPOJO(ReportField.LOYALTY_CLUB_ID.word(), record.value(ReportField.LOYALTY_CLUB_ID));
            request.report().filterable().forEach(field -> json.putPOJO(field.word(), record.value(field)));
        }
        body.putObject("pagination")
                .put("next_page_info", page.next().map(request::cursor).orElse(null));
        return body.put("result_type", "records").toString();
    }

    /** The first series, up to {@link #MAX_POINTS} values. Buckets in which none of them has a visit are left out. */
    static String timeseries(HistoryRequest request, Answer answer) {
        List<Series> listed = new ArrayList<>();
        int points = 0;
        for (Series series : answer.series()) {
            if (points + series.visits().size() > MAX_POINTS) {
                break;
            }
            points += series.visits().size();
            listed.add(series);
        }
        SortedSet<Long> buckets = new TreeSet<>();
        listed.forEach(series -> buckets.addAll(series.visits().keySet()));
        ObjectNode body =
                JSON.createObjectNode().put("interval", request.step().word()).put("range_timezone", "UTC");
        ArrayNode times = body.putArray("time_buckets");
        buckets.forEach(start -> times.add(Times.write(start)));
        ArrayNode array = body.putArray("series");
        listed.forEach(series -> write(array.addObject(), request.aggregateBy(), series, buckets));
        return body.put("data_points", points).put("result_type", "timeseries").toString();
    }

    private static void write(ObjectNode json, List<ReportField> fields, Series series, SortedSet<Long> buckets) {
        ObjectNode label = json.putObject("label");
        for (int i = 0; i < fields.size(); i++) {
            label.putPOJO(fields.get(i).word(), series.label().get(i));
        }
        ArrayNode values = json.putArray("values");
        buckets.forEach(start -> values.add(series.visits().get(start)));
    }
}
