package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Sql;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FoldLockIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final TestDatabase OTHER_DATABASE = TestDatabase.create();

    @Test
    void isHeldForSeveralAccountsAtTheSameTime() throws Exception {
        try (Connection one = DATABASE.writer().getConnection();
                Connection two = DATABASE.writer().getConnection();
                FoldLock acme = FoldLock.hold(one, "acme");
                FoldLock globex = FoldLock.hold(two, "globex")) {
            assertThat(acme).isNotSameAs(globex);
            assertThat(FoldLock.isTaken(two, "acme")).isTrue();
            assertThat(FoldLock.isTaken(one, "globex")).isTrue();
            assertThat(FoldLock.isTaken(one, "initech")).isFalse();
        }
        try (Connection connection = DATABASE.writer().getConnection()) {
            assertThat(FoldLock.isTaken(connection, "acme")).isFalse();
        }
    }

    @Test
    void isOfOneDatabase() throws Exception {
        try (Connection one = DATABASE.writer().getConnection();
                Connection two = OTHER_DATABASE.writer().getConnection();
                FoldLock acme = FoldLock.hold(one, "acme")) {
            assertThat(FoldLock.isTaken(two, "acme")).isFalse();
            FoldLock.hold(two, "acme").close();
            assertThat(acme).isNotNull();
        }
    }

    @Test
    void makesTheNextOfTheSameAccountWait() throws Exception {
        try (Connection one = DATABASE.writer().getConnection();
                Connection two = DATABASE.writer().getConnection()) {
            CompletableFuture<FoldLock> waiting;
            try (FoldLock acme = FoldLock.hold(one, "acme")) {
                assertThat(acme).isNotNull();
                waiting = hold(two, "acme");
                assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
            }
            waiting.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void isSeizedFromEveryAccount() throws Exception {
        try (Connection one = DATABASE.writer().getConnection();
                Connection two = DATABASE.writer().getConnection();
                Connection three = DATABASE.writer().getConnection();
                Connection job = DATABASE.writer().getConnection()) {
            FoldLock.hold(one, "acme");
            FoldLock.hold(two, "globex");
            job.setAutoCommit(false);
            FoldLock.seizeInTransaction(job);
            assertThat(one.isValid(1)).isFalse();
            assertThat(two.isValid(1)).isFalse();
            CompletableFuture<FoldLock> waiting = hold(three, "initech");
            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            job.commit();
            waiting.get(10, TimeUnit.SECONDS).close();
        }
    }

    /** Before folds shared the lock, each of them held it alone. */
    @Test
    void isSeizedFromAFoldOfAnEarlierRelease() throws Exception {
        try (Connection earlier = DATABASE.writer().getConnection();
                Connection job = DATABASE.writer().getConnection()) {
            Sql.update(earlier, "SELECT pg_advisory_lock(?)", 0x666f6c64L);
            job.setAutoCommit(false);
            FoldLock.seizeInTransaction(job);
            assertThat(earlier.isValid(1)).isFalse();
            job.commit();
        }
    }

    private static CompletableFuture<FoldLock> hold(Connection connection, String account) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return FoldLock.hold(connection, account);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }
}
