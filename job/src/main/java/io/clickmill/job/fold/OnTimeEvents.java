package io.clickmill.job.fold;

import io.clickmill.contract.Scope;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads those human events of buckets whose {@code late} is false. One statement reads many buckets. */
final class OnTimeEvents {
    /**
     * The number of buckets that one statement reads. A bucket without rows has fewer events than the threshold of
     * 64, so these have fewer than 12,800 together.
     */
    private static final int BATCH_BUCKETS = 200;

    private static final Map<Scope, String> SELECT = new EnumMap<>(Scope.class);

    static {
        for (Scope scope : Scope.values()) {
            // OFFSET 0 makes PostgreSQL look up each bucket in the scope's index. Without it, PostgreSQL might read
            // the whole day. The earliest start and the latest end exclude all other partitions.
            SELECT.put(scope, """
                    SELECT %s, wanted.index
                      FROM unnest(?::int[], ?::text[], ?::bigint[], ?::bigint[])
                        AS wanted (index, scope_id, bucket_start, bucket_end)
                     CROSS JOIN LATERAL (
                           SELECT *
                             FROM click_event
                            WHERE account_id = ?
                              AND occurred_at >= ?
                              AND occurred_at < ?
                              AND occurred_at >= to_timestamp(wanted.bucket_start / 1000.0)
                              AND occurred_at < to_timestamp(wanted.bucket_end / 1000.0)
                              AND NOT late
                              AND NOT bot
                              %s
                           OFFSET 0) AS click_event
                    """.formatted(LoggedEvent.COLUMNS, condition(scope)));
        }
    }

    private OnTimeEvents() {}

    /** Adds to each tally the events of its bucket. All buckets must be of one account. */
    static void addTo(Connection connection, Map<Bucket, Tally> tallies) throws SQLException {
        Map<Scope, List<Bucket>> byScope = tallies.keySet().stream()
                .collect(Collectors.groupingBy(bucket -> bucket.key().scope()));
        for (Map.Entry<Scope, List<Bucket>> entry : byScope.entrySet()) {
            List<Bucket> buckets = entry.getValue();
            for (int from = 0; from < buckets.size(); from += BATCH_BUCKETS) {
                List<Bucket> some = buckets.subList(from, Math.min(from + BATCH_BUCKETS, buckets.size()));
                addTo(connection, entry.getKey(), some, tallies);
            }
        }
    }

    private static void addTo(Connection connection, Scope scope, List<Bucket> buckets, Map<Bucket, Tally> tallies)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Objects.requireNonNull(SELECT.get(scope)))) {
            Object[] indexes = IntStream.range(0, buckets.size()).boxed().toArray();
            Object[] ids =
                    buckets.stream().map(bucket -> bucket.key().scopeId()).toArray();
            List<Long> starts = buckets.stream().map(Bucket::start).toList();
            List<Long> ends = buckets.stream().map(Bucket::end).toList();
            statement.setArray(1, connection.createArrayOf("int", indexes));
            statement.setArray(2, connection.createArrayOf("text", ids));
            statement.setArray(3, connection.createArrayOf("bigint", starts.toArray()));
            statement.setArray(4, connection.createArrayOf("bigint", ends.toArray()));
            statement.setString(5, buckets.get(0).key().accountId());
            statement.setObject(6, instant(Collections.min(starts)));
            statement.setObject(7, instant(Collections.max(ends)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Bucket bucket = buckets.get(rows.getInt(LoggedEvent.COLUMN_COUNT + 1));
                    Objects.requireNonNull(tallies.get(bucket))
                            .add(LoggedEvent.read(rows).counted());
                }
            }
        }
    }

    private static OffsetDateTime instant(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
    }

    /**
     * Rules out the empty string explicitly, because the indexes leave it out. The index of sources also leaves out
     * sources that equal their campaign, which are most.
     */
    private static String condition(Scope scope) {
        return switch (scope) {
            case ACCOUNT -> "";
            case CAMPAIGN, LINK -> "AND %1$s = wanted.scope_id AND %1$s <> ''".formatted(scope.column());
            case SOURCE -> """
                    AND ((source_id = wanted.scope_id AND source_id <> '' AND source_id <> campaign_id)
                               OR (campaign_id = wanted.scope_id AND campaign_id <> '' AND source_id = campaign_id))""";
        };
    }
}
