package io.clickmill.api.dialect.dub;

import io.clickmill.api.http.Services;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What links have had since they were made: the humans' clicks, leads and sales. All links of a page are counted by one
 * question, whatever their number.
 */
final class DubCounters {
    /** For answers that do not show them. */
    static final DubCounters NONE = new DubCounters(Map.of(), Map.of());

    private final Map<String, Row> numbers;
    private final Map<String, Instant> lastClicks;

    private DubCounters(Map<String, Row> numbers, Map<String, Instant> lastClicks) {
        this.numbers = numbers;
        this.lastClicks = lastClicks;
    }

    /** Of these links; events without a link have the id "", which is none. */
    static DubCounters read(String accountId, List<String> linkIds, Services services) {
        List<String> known = linkIds.stream().filter(id -> !id.isEmpty()).toList();
        if (known.isEmpty()) {
            return NONE;
        }
        StatsQuery query = StatsQuery.of(accountId, new TimeRange(TimeRange.EARLIEST, TimeRange.LATEST, ZoneOffset.UTC))
                .filter(new Filter(Field.LINK, false, known))
                .groupBy(Field.LINK)
                .metrics(Metric.CLICKS, Metric.LEADS, Metric.SALES, Metric.SALE_AMOUNT)
                .sort(Sort.ascending(Field.LINK))
                .limit(known.size())
                .build();
        Map<String, Row> numbers = services.stats().read(query).rows().stream()
                .collect(Collectors.toMap(row -> row.group().get(0), Function.identity()));
        return new DubCounters(numbers, services.links().lastClicks(accountId, known));
    }

    /** The vendor's members of a link; a link that was never clicked has no {@code lastClicked}. */
    Map<String, Object> of(String linkId) {
        Map<String, Object> counters = new HashMap<>();
        Row row = numbers.get(linkId);
        if (row != null) {
            counters.put("clicks", row.clicks());
            counters.put("leads", row.leads());
            counters.put("sales", row.sales());
            counters.put("saleAmount", row.saleAmount());
        }
        Instant lastClick = lastClicks.get(linkId);
        if (lastClick != null) {
            counters.put("lastClicked", DubTime.MILLIS.format(lastClick));
        }
        return counters;
    }
}
