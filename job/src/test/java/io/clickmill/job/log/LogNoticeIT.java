package io.clickmill.job.log;

import static io.clickmill.job.log.LogHarness.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.LogNotice;
import io.clickmill.job.Runs;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Whom the log tells of new events. */
class LogNoticeIT {
    private static final int MILLIS = 1_000;

    @RegisterExtension
    static final LogHarness LOG = new LogHarness();

    @Test
    void tellsWhoseEventsABatchHasOnceTheyCanBeRead() throws Exception {
        try (Connection listener = listen()) {
            LOG.batch(
                    of("acme", "e1", Verdict.ON_TIME),
                    of("globex", "e2", Verdict.LATE),
                    of("acme", "e3", Verdict.ON_TIME));
            assertThat(heard(listener))
                    .containsExactlyInAnyOrder(LogNotice.accountNumber("acme"), LogNotice.accountNumber("globex"));
            assertThat(LOG.sql.lines("SELECT event_id FROM click_event")).hasSize(3);
            LOG.batch(of("initech", "e4", Verdict.ON_TIME));
            assertThat(heard(listener)).containsExactly(LogNotice.accountNumber("initech"));
        }
    }

    @Test
    void tellsNothingOfABatchThatIsNotWritten() throws Exception {
        try (Connection listener = listen()) {
            Runs.admit(LOG.sql, new RunId("another"));
            assertThatThrownBy(() -> LOG.batch(of("acme", "e1", Verdict.ON_TIME)))
                    .hasMessageContaining("job_run: another");
            assertThat(listener.unwrap(PGConnection.class).getNotifications(MILLIS))
                    .isNullOrEmpty();
        } finally {
            Runs.admit(LOG.sql, LOG.operator);
        }
    }

    private static Arrival of(String accountId, String eventId, Verdict verdict) {
        return arrival(
                c -> {
                    c.accountId = accountId;
                    c.eventId = eventId;
                },
                1,
                verdict);
    }

    private static Connection listen() throws SQLException {
        Connection listener = LOG.database.owner().getConnection();
        try (Statement statement = listener.createStatement()) {
            statement.execute("LISTEN " + LogNotice.CHANNEL);
        }
        return listener;
    }

    /** The accounts of the next notices. */
    private static Set<Integer> heard(Connection listener) throws SQLException {
        Set<Integer> accounts = new HashSet<>();
        for (PGNotification notice : listener.unwrap(PGConnection.class).getNotifications(MILLIS)) {
            accounts.addAll(LogNotice.accountNumbers(notice.getParameter()));
        }
        return accounts;
    }
}
