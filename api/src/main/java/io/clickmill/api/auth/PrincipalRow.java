package io.clickmill.api.auth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a principal from a row of {@code api_key}. */
final class PrincipalRow {
    /** The columns that {@link #read} needs. */
    static final String COLUMNS = "key_digest, account_ids, scopes, plan, rate_limit";

    private PrincipalRow() {}

    /** Reads the row. An unknown plan counts as the lowest, because early releases accepted any word as a plan. */
    static Principal read(ResultSet row) throws SQLException {
        return new Principal(
                HexFormat.of().formatHex(row.getBytes("key_digest")),
                List.of((String[]) row.getArray("account_ids").getArray()),
                Set.copyOf(List.of((String[]) row.getArray("scopes").getArray())),
                Plan.ofWord(row.getString("plan")).orElse(Plan.FREE),
                Optional.ofNullable(row.getObject("rate_limit", Integer.class)).map(Limit::perMinute));
    }
}
