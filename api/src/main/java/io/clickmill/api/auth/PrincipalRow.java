package io.clickmill.api.auth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Reads a principal from a row of {@code api_key}. */
final class PrincipalRow {
    /** What the row has to have. */
    static final String COLUMNS = "account_ids, scopes, plan";

    private PrincipalRow() {}

    /** A plan of no known name, which only a statement by hand can have written, counts as the lowest. */
    static Principal read(ResultSet row) throws SQLException {
        return new Principal(
                List.of((String[]) row.getArray("account_ids").getArray()),
                Set.copyOf(List.of((String[]) row.getArray("scopes").getArray())),
                Plan.ofWord(row.getString("plan")).orElse(Plan.FREE));
    }
}
