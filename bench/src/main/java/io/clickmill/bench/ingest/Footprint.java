package io.clickmill.bench.ingest;

import io.clickmill.bench.servers.CpuClock.Reading;
import io.clickmill.local.embedded.CheckpointReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the product's last run took.
 *
 * @param rollupRowsPerEvent rows of table {@code rollup} after the last window has ended, for each record
 * @param bytesPerEvent bytes in PostgreSQL with indexes, for each record
 * @param cpuUsPerEvent microseconds of processor time for each record, measured while the events per second were
 * @param checkpointMs how long checkpoints took during the drain
 * @param stateBytes the state in the last checkpoint of the drain
 */
record Footprint(
        double rollupRowsPerEvent, Bytes bytesPerEvent, Cpu cpuUsPerEvent, Checkpoints checkpointMs, long stateBytes) {
    record Bytes(double log, double rollups) {
        static Bytes of(StoredSize size, long events) {
            return new Bytes(round(size.logBytes(), events), round(size.rollupBytes(), events));
        }
    }

    /** @param postgresql null on systems that do not tell */
    record Cpu(double job, @Nullable Double postgresql, double kafka) {
        static Cpu between(Reading start, Reading end, long events) {
            boolean known = start.postgres().isPresent() && end.postgres().isPresent();
            return new Cpu(
                    micros(end.job() - start.job(), events),
                    known ? micros(end.postgres().getAsLong() - start.postgres().getAsLong(), events) : null,
                    micros(end.kafka() - start.kafka(), events));
        }

        private static double micros(long nanos, long events) {
            return round(nanos / 1e3, events);
        }
    }

    record Checkpoints(long median, long max) {}

    static Footprint of(StoredSize size, Cpu cpu, CheckpointReport checkpoints, long events) {
        return new Footprint(
                round(size.rollupRows(), events),
                Bytes.of(size, events),
                cpu,
                new Checkpoints(checkpoints.medianMillis(), checkpoints.maxMillis()),
                checkpoints.stateBytes());
    }

    /** Lines for people. */
    String text() {
        return String.format(
                Locale.ROOT,
                "rollup rows    %,.3f an event%n"
                        + "bytes          %,.0f an event in the log, %,.0f in the rollups%n"
                        + "processor      %,.1f us an event in the job, %s in PostgreSQL, %,.1f in Kafka%n"
                        + "checkpoints    %,d ms (median), %,d ms (longest), %,d bytes of state%n",
                rollupRowsPerEvent,
                bytesPerEvent.log,
                bytesPerEvent.rollups,
                cpuUsPerEvent.job,
                cpuUsPerEvent.postgresql == null
                        ? "unknown"
                        : String.format(Locale.ROOT, "%,.1f", cpuUsPerEvent.postgresql),
                cpuUsPerEvent.kafka,
                checkpointMs.median,
                checkpointMs.max,
                stateBytes);
    }

    private static double round(double sum, long events) {
        return Math.round(sum / events * 1000) / 1000.0;
    }
}
