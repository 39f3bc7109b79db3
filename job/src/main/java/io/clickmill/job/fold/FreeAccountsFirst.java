package io.clickmill.job.fold;

import io.clickmill.job.progress.FoldLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * An order of days in which several programs share the work: a day of an account whose lock another one holds comes
 * after all others.
 */
final class FreeAccountsFirst {
    private FreeAccountsFirst() {}

    /** The work on a day. It waits for the account's lock. */
    interface Work {
        void on(AccountDay day) throws SQLException;
    }

    static void forEach(Connection connection, List<AccountDay> days, Work work) throws SQLException {
        List<AccountDay> taken = new ArrayList<>();
        boolean ofSeveralAccounts =
                days.stream().map(AccountDay::accountId).distinct().count() > 1;
        for (AccountDay day : days) {
            if (ofSeveralAccounts && FoldLock.isTaken(connection, day.accountId())) {
                taken.add(day);
            } else {
                work.on(day);
            }
        }
        for (AccountDay day : taken) {
            work.on(day);
        }
    }
}
