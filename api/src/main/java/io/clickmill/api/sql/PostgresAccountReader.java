package io.clickmill.api.sql;

import io.clickmill.api.query.AccountReader;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.query.Text;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Scope;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads tables {@code account} and {@code scope_span}, by their primary keys. */
public final class PostgresAccountReader implements AccountReader {
    private static final String NUMBERS = """
            SELECT account_id, loyalty_club_id
              FROM account
             WHERE account_id = ANY (?)
            """;

    /** The log may have lost what a day's rollups still count. */
    private static final String SPANS = """
            SELECT span.account_id,
                   coalesce(first.occurred_at, span.first_day::timestamp AT TIME ZONE 'UTC') AS first,
                   coalesce(last.occurred_at, span.last_day::timestamp AT TIME ZONE 'UTC') AS last
              FROM scope_span AS span
              LEFT JOIN LATERAL (SELECT occurred_at
                                   FROM click_event
                                  WHERE account_id = span.account_id
                                    AND occurred_at >= span.first_day::timestamp AT TIME ZONE 'UTC'
                                    AND occurred_at < (span.first_day + 1)::timestamp AT TIME ZONE 'UTC'
                                  ORDER BY occurred_at
                                  LIMIT 1) AS first ON true
              LEFT JOIN LATERAL (SELECT occurred_at
                                   FROM click_event
                                  WHERE account_id = span.account_id
                                    AND occurred_at >= span.last_day::timestamp AT TIME ZONE 'UTC'
                                    AND occurred_at < (span.last_day + 1)::timestamp AT TIME ZONE 'UTC'
                                  ORDER BY occurred_at DESC
                                  LIMIT 1) AS last ON true
             WHERE span.account_id = ANY (?)
               AND span.scope = 'account'
               AND span.scope_id = ''
            """;

    private static final String HAS = """
            SELECT
              FROM scope_span
             WHERE account_id = ?
               AND scope = ?
               AND scope_id = ?
            """;

    private static final String KNOWN = """
            SELECT scope_id
              FROM scope_span
             WHERE account_id = ?
               AND scope = ?
               AND scope_id = ANY (?)
             ORDER BY scope_id
            """;

    private static final String IDS = """
            SELECT scope_id
              FROM scope_span
             WHERE account_id = ?
               AND scope = ?
               AND scope_id > ?
             ORDER BY scope_id
             LIMIT ?
            """;

    private final DataSource dataSource;

    /** Reads as any role that may select from the tables. */
    public PostgresAccountReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Map<String, Long> numbers(Collection<String> accountIds) {
        Parameters parameters = new Parameters().texts(List.copyOf(accountIds));
        return list(NUMBERS, parameters, row -> Map.entry(row.getString(1), row.getLong(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Map<String, TimeRange> spans(Collection<String> accountIds) {
        return list(
                        SPANS,
                        new Parameters().texts(List.copyOf(accountIds)),
                        row -> Map.entry(
                                row.getString(1),
                                new TimeRange(
                                        row.getTimestamp(2).getTime(),
                                        row.getTimestamp(3).getTime() + 1,
                                        ZoneOffset.UTC)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public boolean has(String accountId, Scope scope, String id) {
        Text.require(scope.word(), id);
        Parameters parameters =
                new Parameters().text(accountId).text(scope.word()).text(id);
        return !list(HAS, parameters, row -> true).isEmpty();
    }

    @Override
    public List<String> known(String accountId, Scope scope, Collection<String> ids) {
        ids.forEach(id -> Text.require(scope.word(), id));
        Parameters parameters =
                new Parameters().text(accountId).text(scope.word()).texts(List.copyOf(ids));
        return list(KNOWN, parameters, row -> row.getString(1));
    }

    @Override
    public List<String> ids(String accountId, Scope scope, String after, int limit) {
        Text.require(scope.word(), after);
        Parameters parameters =
                new Parameters().text(accountId).text(scope.word()).text(after).number(limit);
        return list(IDS, parameters, row -> row.getString(1));
    }

    private <T> List<T> list(String sql, Parameters parameters, Sql.Row<T> row) {
        try (Connection connection = dataSource.getConnection()) {
            return parameters.list(connection, sql, 0, row);
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read accounts", e);
        }
    }
}
