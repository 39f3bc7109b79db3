package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockedSnapshotIT {
    private static final TestDatabase DATABASE = TestDatabase.create();

    static Stream<Throwable> failures() {
        return Stream.of(
                new SQLException("a row is locked", "55P03"),
                new IllegalStateException("damaged"),
                new OutOfMemoryError("heap"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void rollsEverythingBackAfterAnyFailure(Throwable failure) throws Exception {
        try (Connection connection = DATABASE.writer().getConnection()) {
            assertThatThrownBy(() -> LockedSnapshot.run(connection, "acme", transaction -> {
                        try (Statement statement = transaction.createStatement()) {
                            statement.execute("INSERT INTO rollup_gap (day, reason) VALUES ('2026-03-01', 'test')");
                        }
                        throw sneaky(failure);
                    }))
                    .isSameAs(failure);
        }
        assertThat(new Sql(DATABASE).lines("SELECT count(*) FROM rollup_gap")).containsExactly("0");
    }

    private static SQLException sneaky(Throwable failure) throws SQLException {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (SQLException) failure;
    }
}
