package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Placement;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PostgreSQL derives the same value as Java does from each value of a dimension. */
final class PlacementIT {
    private static final List<Field> FIELDS = List.of(
            Field.PLACEMENT_STEP, Field.ORDERED_PLACEMENT, Field.ORDERED_PLACEMENT_OF_ALL_STEPS, Field.REFERER_DOMAIN);

    private static List<String> values() {
        List<String> values =
                new ArrayList<>(List.of("", "\u001f", "\u001f\u001f", "a", "a\u001fb\u001fc", "www.a", "www."));
        for (String step : List.of(
                "",
                "s",
                "two\nlines",
                "a\u001f9zz",
                "a\u001f\u001f",
                "a\u001f12b",
                "😀",
                "あ".repeat(170),
                "x".repeat(506))) {
            for (String location : List.of("", "0", "12", "1234567890", "12345678901", "x")) {
                for (String url : List.of("", "https://a.test/?q=\u001f1\u001fb\n", "あ".repeat(200))) {
                    values.add(Dimension.cut(step + "\u001f" + location + "\u001f" + url));
                }
            }
        }
        return values;
    }

    @Test
    void isMadeInSqlAsInJava() throws Exception {
        try (Connection connection = TestDatabase.createEmpty().owner().getConnection()) {
            for (Field field : FIELDS) {
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT " + FieldSql.ofDimension(field, "?::text"))) {
                    for (String value : values()) {
                        statement.setString(1, value);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            assertThat(row.getString(1))
                                    .as("%s of %s", field, value)
                                    .isEqualTo(field.ofDimension(value))
                                    .isEqualTo(Dimension.cut(row.getString(1)));
                        }
                    }
                }
            }
        }
    }

    @Test
    void isReadBackWithoutItsStep() {
        for (String value : values()) {
            Placement whole = Placement.of(value);
            assertThat(Placement.ofOrderedOfAllSteps(Field.ORDERED_PLACEMENT_OF_ALL_STEPS.ofDimension(value)))
                    .isEqualTo(new Placement("", whole.location(), whole.url()));
        }
    }
}
