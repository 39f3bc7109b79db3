package io.clickmill.api.sql;

import io.clickmill.api.query.AccountReader;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.query.Text;
import io.clickmill.contract.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Reads tables {@code account} and {@code scope_span}, by their primary keys. */
public final class PostgresAccountReader implements AccountReader {
    private static final String NUMBERS = """
            SELECT account_id, loyalty_club_id
              FROM account
             WHERE account_id = ANY (?)
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

    /** Reads the rows of a statement. */
    private interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** Reads as any role that may select from the tables. */
    public PostgresAccountReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Map<String, Long> numbers(Collection<String> accountIds) {
        return read(NUMBERS, new Parameters().texts(List.copyOf(accountIds)), rows -> {
            Map<String, Long> numbers = new HashMap<>();
            while (rows.next()) {
                numbers.put(rows.getString(1), rows.getLong(2));
            }
            return numbers;
        });
    }

    @Override
    public boolean has(String accountId, Scope scope, String id) {
        Text.require(scope.word(), id);
        return read(HAS, new Parameters().text(accountId).text(scope.word()).text(id), ResultSet::next);
    }

    @Override
    public List<String> known(String accountId, Scope scope, Collection<String> ids) {
        ids.forEach(id -> Text.require(scope.word(), id));
        Parameters parameters =
                new Parameters().text(accountId).text(scope.word()).texts(List.copyOf(ids));
        return read(KNOWN, parameters, PostgresAccountReader::texts);
    }

    @Override
    public List<String> ids(String accountId, Scope scope, String after, int limit) {
        Text.require(scope.word(), after);
        Parameters parameters =
                new Parameters().text(accountId).text(scope.word()).text(after).number(limit);
        return read(IDS, parameters, PostgresAccountReader::texts);
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }

    private <T> T read(String sql, Parameters parameters, Rows<T> rows) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet result = statement.executeQuery()) {
                return rows.read(result);
            }
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read accounts", e);
        }
    }
}
