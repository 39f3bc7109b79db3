package io.clickmill.job.fold;

import io.clickmill.job.progress.FoldLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An order of days in which several programs share the work: a day of an account whose lock another one holds comes
 * after all others.
 */
final class FreeAccountsFirst {
    private static final Logger LOG = LoggerFactory.getLogger(FreeAccountsFirst.class);

    private FreeAccountsFirst() {}

    /** The work on a day. It waits for the account's lock. */
    interface Work {
        void on(AccountDay day) throws SQLException;
    }

    /**
     * Does the work on each day. A day whose work fails does not keep it from the others, unless the connection is
     * lost. The first failure is thrown after all days, with the others suppressed.
     */
    static void forEach(Connection connection, List<AccountDay> days, Work work) throws SQLException {
        List<AccountDay> taken = new ArrayList<>();
        Failures failures = new Failures();
        boolean ofSeveralAccounts =
                days.stream().map(AccountDay::accountId).distinct().count() > 1;
        for (AccountDay day : days) {
            if (ofSeveralAccounts && FoldLock.isTaken(connection, day.accountId())) {
                taken.add(day);
            } else {
                attempt(connection, work, day, failures);
            }
        }
        for (AccountDay day : taken) {
            attempt(connection, work, day, failures);
        }
        failures.throwFirst();
    }

    private static void attempt(Connection connection, Work work, AccountDay day, Failures failures)
            throws SQLException {
        try {
            work.on(day);
        } catch (SQLException | RuntimeException e) {
            failures.add(e);
            if (connection.isClosed()) {
                failures.throwFirst();
            }
            LOG.warn("{} failed, and the next day follows: {}", day, e.toString());
        }
    }

    /** The failures of some days. */
    private static final class Failures {
        private @Nullable Exception first;

        void add(Exception failure) {
            if (first == null) {
                first = failure;
            } else if (first != failure) {
                first.addSuppressed(failure);
            }
        }

        void throwFirst() throws SQLException {
            if (first instanceof SQLException e) {
                throw e;
            }
            if (first instanceof RuntimeException e) {
                throw e;
            }
        }
    }
}
