package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Match;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SQL over the log derives the same values as Java does from the values of rollups. */
final class FormsInSqlIT {
    private static final List<String> VALUES = List.of(
            "",
            "www.",
            "www",
            "www.a",
            "www.www.a.test",
            "WWW.a.test",
            "mail.www.a.test",
            "www.\n",
            "US-NY",
            "-",
            "US-",
            "-NY",
            "US-NY-1",
            "US\n-\nNY",
            "Chrome OS",
            "iOS",
            "ÄÖ İstanbul ǅ \uD83D\uDE00",
            "100% '?' \\ %s");

    private static final TestDatabase DATABASE = TestDatabase.create();

    @ParameterizedTest
    @EnumSource(Match.class)
    void comparesTheSameForms(Match match) throws SQLException {
        for (String value : VALUES) {
            assertThat(inSql(FieldSql.forms(match, "v"), value))
                    .as("'%s'", value)
                    .isEqualTo(match.forms(value));
        }
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void derivesTheSameValueOfADimension(Field field) throws SQLException {
        for (String value : VALUES) {
            assertThat(inSql(List.of(FieldSql.ofDimension(field, "v")), value))
                    .as("'%s'", value)
                    .isEqualTo(List.of(field.ofDimension(value)));
        }
    }

    private static List<String> inSql(List<String> expressions, String value) throws SQLException {
        String sql = "SELECT " + String.join(", ", expressions) + " FROM (SELECT ?::text AS v) AS given";
        try (Connection connection = DATABASE.reader().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                List<String> forms = new ArrayList<>();
                for (int i = 1; i <= expressions.size(); i++) {
                    forms.add(row.getString(i));
                }
                return forms;
            }
        }
    }
}
