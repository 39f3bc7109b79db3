package io.clickmill.job.log;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.Event;
import io.clickmill.job.TextOrder;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.links.LinkTable;
import io.clickmill.job.receive.Arrival;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tables {@code account} and {@code scope_span} up to date with the log. The API reads no event outside its span.
 * So a span is written in the transaction of its events, and never becomes narrower. Spans are in whole days, so that a
 * busy campaign costs one row a day and not one row a batch. A limited number of spans that were written is remembered.
 * The first event of a link that is not remembered gives the link its row in {@code link}, unless it has one.
 */
final class KnownScopes {
    private static final int MAX_REMEMBERED = 200_000;

    private static final String INSERT_ACCOUNTS = """
            INSERT INTO account (account_id)
            SELECT account_id
              FROM unnest(?::text[]) AS new (account_id)
             ORDER BY account_id COLLATE "C"
            ON CONFLICT (account_id) DO NOTHING
            """;

    private static final String UPSERT_SPANS = """
            INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
            SELECT account_id, scope, scope_id, date '1970-01-01' + first_day::int, date '1970-01-01' + last_day::int
              FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                AS new (account_id, scope, scope_id, first_day, last_day)
             ORDER BY account_id COLLATE "C", scope COLLATE "C", scope_id COLLATE "C"
            ON CONFLICT (account_id, scope, scope_id) DO UPDATE
               SET first_day = LEAST(scope_span.first_day, EXCLUDED.first_day),
                   last_day = GREATEST(scope_span.last_day, EXCLUDED.last_day)
            """;

    private static final Comparator<RollupKey> ORDER = Comparator.comparing(RollupKey::accountId, TextOrder.C)
            .thenComparing(key -> key.scope().word(), TextOrder.C)
            .thenComparing(RollupKey::scopeId, TextOrder.C);

    private final Map<RollupKey, Span> remembered = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RollupKey, Span> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** First and last day with an event, in days since 1970. */
    record Span(long firstDay, long lastDay) {
        boolean holds(long day) {
            return firstDay <= day && day <= lastDay;
        }

        Span union(Span other) {
            return new Span(Math.min(firstDay, other.firstDay), Math.max(lastDay, other.lastDay));
        }
    }

    /** What a batch has written and may be remembered once it is committed. */
    record News(Map<RollupKey, Span> spans) {}

    /** Writes the accounts, spans and links that are new in the rows. They must be remembered after the commit. */
    News upsertNew(Connection connection, Collection<Arrival> rows) throws SQLException {
        Map<RollupKey, Span> spans = new TreeMap<>(ORDER);
        for (Arrival row : rows) {
            Event event = row.event();
            long day = Math.floorDiv(event.occurredAt(), Granularity.DAY.lengthMillis());
            RollupKey.forEachOf(event, key -> {
                Span known = remembered.get(key);
                if (known == null || !known.holds(day)) {
                    spans.merge(key, new Span(day, day), Span::union);
                }
            });
        }
        if (!spans.isEmpty()) {
            insertAccounts(connection, spans);
            upsertSpans(connection, spans);
            LinkTable.insertNew(connection, firstsOfLinks(spans, rows));
        }
        return new News(spans);
    }

    /** The earliest of these events of each link that is new or has an earlier day, in the order of the links. */
    private Collection<Event> firstsOfLinks(Map<RollupKey, Span> spans, Collection<Arrival> rows) {
        Map<RollupKey, Event> firsts = new TreeMap<>(ORDER);
        Set<RollupKey> links = spans.keySet().stream()
                .filter(key -> key.scope() == Scope.LINK && isEarlier(spans.get(key), remembered.get(key)))
                .collect(Collectors.toSet());
        if (!links.isEmpty()) {
            for (Arrival row : rows) {
                Event event = row.event();
                RollupKey link = new RollupKey(
                        event.accountId(), Scope.LINK, event.link().id());
                if (links.contains(link)) {
                    firsts.merge(link, event, KnownScopes::earlier);
                }
            }
        }
        return firsts.values();
    }

    private static boolean isEarlier(@Nullable Span span, @Nullable Span known) {
        return known == null || span != null && span.firstDay() < known.firstDay();
    }

    private static Event earlier(Event one, Event other) {
        return one.occurredAt() <= other.occurredAt() ? one : other;
    }

    /** Must be called after the commit. */
    void remember(News news) {
        news.spans().forEach((key, span) -> remembered.merge(key, span, Span::union));
    }

    private static void insertAccounts(Connection connection, Map<RollupKey, Span> spans) throws SQLException {
        Object[] accounts =
                spans.keySet().stream().map(RollupKey::accountId).distinct().toArray();
        try (PreparedStatement statement = connection.prepareStatement(INSERT_ACCOUNTS)) {
            statement.setArray(1, connection.createArrayOf("text", accounts));
            statement.executeUpdate();
        }
    }

    private static void upsertSpans(Connection connection, Map<RollupKey, Span> spans) throws SQLException {
        Object[] accounts = spans.keySet().stream().map(RollupKey::accountId).toArray();
        Object[] scopes = spans.keySet().stream().map(key -> key.scope().word()).toArray();
        Object[] ids = spans.keySet().stream().map(RollupKey::scopeId).toArray();
        Object[] firstDays = spans.values().stream().map(Span::firstDay).toArray();
        Object[] lastDays = spans.values().stream().map(Span::lastDay).toArray();
        try (PreparedStatement statement = connection.prepareStatement(UPSERT_SPANS)) {
            statement.setArray(1, connection.createArrayOf("text", accounts));
            statement.setArray(2, connection.createArrayOf("text", scopes));
            statement.setArray(3, connection.createArrayOf("text", ids));
            statement.setArray(4, connection.createArrayOf("bigint", firstDays));
            statement.setArray(5, connection.createArrayOf("bigint", lastDays));
            statement.executeUpdate();
        }
    }
}
