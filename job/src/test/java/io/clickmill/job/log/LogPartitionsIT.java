package io.clickmill.job.log;

import static io.clickmill.job.log.LogHarness.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Months that the log has no partition for yet. */
class LogPartitionsIT {
    @RegisterExtension
    static final LogHarness LOG = new LogHarness();

    @Test
    void makesPartitionsOnDemandOverMonthEnds() throws Exception {
        List<String> times = List.of(
                "2006-01-01T00:00:00Z",
                "2006-01-31T23:59:59.999Z",
                "2006-02-01T00:00:00Z",
                "2012-02-29T12:00:00Z",
                "2023-12-31T23:59:59.999Z",
                "2024-01-01T00:00:00Z",
                "2024-05-01T12:00:00Z");
        List<Arrival> arrivals = new ArrayList<>();
        for (String time : times) {
            arrivals.add(arrival(c -> c.occurredAt = Instant.parse(time).toEpochMilli(), 1, Verdict.LATE));
        }
        LOG.batch(arrivals.toArray(Arrival[]::new));
        assertThat(LOG.sql.lines("SELECT tableoid::regclass, occurred_at FROM click_event ORDER BY 2"))
                .containsExactly(
                        "click_event_2006_01|2006-01-01 00:00:00+00",
                        "click_event_2006_01|2006-01-31 23:59:59.999+00",
                        "click_event_2006_02|2006-02-01 00:00:00+00",
                        "click_event_2012_02|2012-02-29 12:00:00+00",
                        "click_event_2023_12|2023-12-31 23:59:59.999+00",
                        "click_event_2024_01|2024-01-01 00:00:00+00",
                        "click_event_2024_05|2024-05-01 12:00:00+00");
    }

    @Test
    void waitsForALockThatIsInTheWayOfAPartition() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection analyze = LOG.database.owner().getConnection();
                Statement statement = analyze.createStatement()) {
            analyze.setAutoCommit(false);
            statement.execute("LOCK TABLE click_event IN SHARE UPDATE EXCLUSIVE MODE");
            Future<?> release = other.submit(() -> {
                // This is longer than one try waits.
                Thread.sleep(1_500);
                analyze.rollback();
                return null;
            });
            LOG.batch(arrival(
                    c -> c.occurredAt = Instant.parse("2033-07-01T00:00:00Z").toEpochMilli(), 1, Verdict.LATE));
            assertThat(release.isDone()).isTrue();
            release.get();
        } finally {
            other.shutdown();
        }
        assertThat(LOG.sql.lines("SELECT tableoid::regclass FROM click_event")).containsExactly("click_event_2033_07");
    }

    @Test
    void endsWhileItWaitsForALockIfTheTaskIsCancelled() throws Exception {
        try (Connection index = LOG.database.owner().getConnection();
                Statement statement = index.createStatement()) {
            index.setAutoCommit(false);
            statement.execute("LOCK TABLE click_event IN SHARE UPDATE EXCLUSIVE MODE");
            // Flink interrupts the thread of a cancelled task in the same way, and closes its operators.
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> LOG.batch(arrival(
                            c -> c.occurredAt =
                                    Instant.parse("2034-07-01T00:00:00Z").toEpochMilli(),
                            1,
                            Verdict.LATE)))
                    .isInstanceOf(InterruptedException.class);
            assertTimeout(
                    Duration.ofSeconds(5), () -> LOG.operator.getOperator().close());
        } finally {
            Thread.interrupted();
        }
    }
}
