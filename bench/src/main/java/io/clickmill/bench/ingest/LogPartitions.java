package io.clickmill.bench.ingest;

import io.clickmill.bench.data.DataShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The partitions of the log, for programs that do not make them themselves. */
final class LogPartitions {
    /** Late events are up to an hour older than the first arrival. */
    private static final Duration OLDEST = Duration.ofHours(1);

    private LogPartitions() {}

    /** Makes the partitions of all months of the data. */
    static void create(Connection connection, DataShape shape) throws SQLException {
        LocalDate last = day(shape.end());
        try (PreparedStatement create = connection.prepareStatement("SELECT ensure_click_event_partition(?)")) {
            for (LocalDate month = day(shape.firstArrival().minus(OLDEST)).withDayOfMonth(1);
                    !month.isAfter(last);
                    month = month.plusMonths(1)) {
                create.setObject(1, month);
                create.execute();
            }
        }
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
