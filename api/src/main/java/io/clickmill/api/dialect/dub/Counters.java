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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The clicks, leads and sales of humans that links have had over all time. Up to {@link #MAX_ONE_BY_ONE} links are
 * queried one by one: a link's own rollups answer quickly, however many links the account has. For more links, one
 * query about all of them is faster.
 */
final class Counters {
    /** No counters, for answers that do not show them. */
    static final Counters NONE = new Counters(Map.of(), Map.of());

    /** The default length of a page, which shows at most this many links. */
    private static final int MAX_ONE_BY_ONE = 100;

    private final Map<String, Row> numbers;
    private final Map<String, Instant> lastClicks;

    private Counters(Map<String, Row> numbers, Map<String, Instant> lastClicks) {
        this.numbers = numbers;
        this.lastClicks = lastClicks;
    }

    /** Reads the counters of these links. The id "" stands for events without a link, and is skipped. */
    static Counters read(String accountId, List<String> linkIds, Services services) {
        List<String> known = linkIds.stream().filter(id -> !id.isEmpty()).toList();
        if (known.isEmpty()) {
            return NONE;
        }
        Map<String, Row> numbers = new HashMap<>();
        int together = known.size() <= MAX_ONE_BY_ONE ? 1 : known.size();
        for (int i = 0; i < known.size(); i += together) {
            services.stats()
                    .read(query(accountId, known.subList(i, i + together)))
                    .rows()
                    .forEach(row -> numbers.put(row.group().get(0), row));
        }
        List<String> clicked = known.stream()
                .filter(id -> numbers.containsKey(id) && numbers.get(id).clicks() > 0)
                .toList();
        return new Counters(numbers, services.links().lastClicks(accountId, clicked));
    }

    private static StatsQuery query(String accountId, List<String> linkIds) {
        return StatsQuery.of(accountId, TimeRange.ALL)
                .filter(new Filter(Field.LINK, false, linkIds))
                .groupBy(Field.LINK)
                .metrics(Metric.CLICKS, Metric.LEADS, Metric.SALES, Metric.SALE_AMOUNT)
                .sort(Sort.ascending(Field.LINK))
                .limit(linkIds.size())
                .build();
    }

    /** The counters under the vendor's names. A link that was never clicked has no {@code lastClicked}. */
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
            counters.put("lastClicked", Times.MILLIS.format(lastClick));
        }
        return counters;
    }
}
