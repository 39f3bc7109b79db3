package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Sql;
import io.clickmill.job.progress.FoldLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;

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

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void repeatsTheWorkAfterAConflict(String state) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (Connection connection = DATABASE.writer().getConnection()) {
            int result = LockedSnapshot.run(connection, "acme", transaction -> {
                if (attempts.incrementAndGet() < 3) {
                    throw new SQLException("conflict", state);
                }
                return attempts.get();
            });
            assertThat(result).isEqualTo(3);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    /** The failure must not be lost behind those of the cleaning up. */
    @Test
    void throwsTheFailureOfItsWorkIfTheConnectionIsLostToo() throws Exception {
        IllegalStateException failure = new IllegalStateException("damaged");
        try (Connection connection = DATABASE.writer().getConnection();
                Connection other = DATABASE.writer().getConnection()) {
            assertThatThrownBy(() -> LockedSnapshot.run(connection, "acme", transaction -> {
                        transaction
                                .unwrap(BaseConnection.class)
                                .getQueryExecutor()
                                .abort();
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(connection.isClosed()).isTrue();
            FoldLock.hold(other, "acme").close();
        }
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
