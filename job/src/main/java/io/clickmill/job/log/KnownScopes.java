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
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Keeps tables {@code account} and {@code scope_span} up to date with the log. The API reads no event outside its span.
 * So a span is written in the transaction of its events, and never becomes narrower. Spans are in whole days, so that a
 * busy campaign costs one row a day and not one row a batch. The first event of a link gives the link its row in {@code
 * link}, unless it has one.
 *
 * <p>The combinations of account, campaign, link and source that were seen last are remembered with their spans, so
 * that most events need no look at the tables. One lookup of a combination is cheaper than four of scopes. If many
 * campaigns share many links, there are more combinations than scopes, and the tables are read more often.
 */
final class KnownScopes {
    private static final Scope[] SCOPES = Scope.values();

    private static final int MAX_REMEMBERED = 200_000;

    /** A conflict would take a number of {@code loyalty_club_id} for nothing, so known accounts are not inserted. */
    private static final String INSERT_ACCOUNTS = """
            INSERT INTO account (account_id)
            SELECT account_id
              FROM unnest(?::text[]) AS new (account_id)
             WHERE NOT EXISTS (SELECT
                                 FROM account AS known
                                WHERE known.account_id = new.account_id)
             ORDER BY account_id COLLATE "C"
            ON CONFLICT (account_id) DO NOTHING
            """;

    /** A conflict would lock the row and write to the disk, so spans that hold the days already are left out. */
    private static final String UPSERT_SPANS = """
            INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
            SELECT account_id, scope, scope_id, new.first_day, new.last_day
              FROM (SELECT account_id,
                           scope,
                           scope_id,
                           date '1970-01-01' + first_day::int AS first_day,
                           date '1970-01-01' + last_day::int AS last_day
                      FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                        AS events (account_id, scope, scope_id, first_day, last_day)) AS new
              LEFT JOIN scope_span AS known USING (account_id, scope, scope_id)
             WHERE (known.first_day <= new.first_day AND known.last_day >= new.last_day) IS NOT TRUE
             ORDER BY account_id COLLATE "C", scope COLLATE "C", scope_id COLLATE "C"
            ON CONFLICT (account_id, scope, scope_id) DO UPDATE
               SET first_day = LEAST(scope_span.first_day, EXCLUDED.first_day),
                   last_day = GREATEST(scope_span.last_day, EXCLUDED.last_day)
            """;

    private static final Comparator<RollupKey> ORDER = Comparator.comparing(RollupKey::accountId, TextOrder.C)
            .thenComparing(key -> key.scope().word(), TextOrder.C)
            .thenComparing(RollupKey::scopeId, TextOrder.C);

    private final Map<Ids, Span> remembered = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ids, Span> eldest) {
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

    /**
     * The account of an event and its id of each scope.
     *
     * @param ofScopes by the ordinal of the scope
     */
    record Ids(String accountId, List<String> ofScopes) {
        static Ids of(Event event) {
            String[] ids = new String[SCOPES.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = SCOPES[i].idOf(event);
            }
            return new Ids(event.accountId(), Arrays.asList(ids));
        }

        void forEach(Consumer<RollupKey> key) {
            RollupKey.forEach(accountId, scope -> ofScopes.get(scope.ordinal()), key);
        }
    }

    /** What a batch has written. It is remembered after the commit. */
    record News(Map<Ids, Span> spans) {}

    /** Writes the accounts, spans and links that are new in the rows. They must be remembered after the commit. */
    News upsertNew(Connection connection, Collection<Arrival> rows) throws SQLException {
        Map<Ids, Span> news = new HashMap<>();
        Map<RollupKey, Event> firstsOfLinks = new TreeMap<>(ORDER);
        for (Arrival row : rows) {
            Event event = row.event();
            long day = Math.floorDiv(event.occurredAt(), Granularity.DAY.lengthMillis());
            Ids ids = Ids.of(event);
            Span known = remembered.get(ids);
            if (known == null || !known.holds(day)) {
                news.merge(ids, new Span(day, day), Span::union);
                String link = event.link().id();
                if (!link.isEmpty() && (known == null || day < known.firstDay())) {
                    firstsOfLinks.merge(
                            new RollupKey(event.accountId(), Scope.LINK, link), event, KnownScopes::earlier);
                }
            }
        }
        if (!news.isEmpty()) {
            Map<RollupKey, Span> spans = new TreeMap<>(ORDER);
            news.forEach((ids, span) -> ids.forEach(key -> spans.merge(key, span, Span::union)));
            insertAccounts(connection, spans);
            upsertSpans(connection, spans);
            LinkTable.insertNew(connection, firstsOfLinks.values());
        }
        return new News(news);
    }

    private static Event earlier(Event one, Event other) {
        return one.occurredAt() <= other.occurredAt() ? one : other;
    }

    /** Must be called after the commit. */
    void remember(News news) {
        news.spans().forEach((ids, span) -> remembered.merge(ids, span, Span::union));
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
