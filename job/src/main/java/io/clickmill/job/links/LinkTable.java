package io.clickmill.job.links;

import io.clickmill.contract.Sql;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.links.Link;
import io.clickmill.contract.links.LinkRecord;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.TextOrder;
import io.clickmill.job.progress.RunFence;
import io.clickmill.job.progress.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Writes table {@code link} from records of topic {@code links}. A link without a record gets its row from its first
 * event. A row has the content of the link's newest record by partition and offset; an older record changes nothing. A
 * record replaces what a row had from an event, except the creation time if the record has none.
 *
 * <p>Both ways lock rows in the order of account and link, so that two transactions cannot deadlock.
 */
public final class LinkTable implements AutoCloseable {
    private static final String UPSERT = """
            INSERT INTO link (
                   account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at,
                   kafka_partition, kafka_offset)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
            ON CONFLICT (account_id, link_id) DO UPDATE
               SET domain = EXCLUDED.domain,
                   key = EXCLUDED.key,
                   url = EXCLUDED.url,
                   external_id = EXCLUDED.external_id,
                   attributes = EXCLUDED.attributes,
                   created_at = CASE WHEN ? THEN EXCLUDED.created_at ELSE link.created_at END,
                   updated_at = EXCLUDED.updated_at,
                   kafka_partition = EXCLUDED.kafka_partition,
                   kafka_offset = EXCLUDED.kafka_offset
             WHERE link.kafka_offset IS NULL
                OR (link.kafka_partition, link.kafka_offset) < (EXCLUDED.kafka_partition, EXCLUDED.kafka_offset)
            """;

    private static final String DELETE = """
            DELETE FROM link
             WHERE account_id = ?
               AND link_id = ?
               AND (kafka_offset IS NULL OR (kafka_partition, kafka_offset) < (?, ?))
            """;

    /**
     * Inserts the missing rows of links. Most links that are new to a task already have a row. The LEFT JOIN skips
     * these rows, so that they are not locked.
     */
    private static final String INSERT_NEW = """
            INSERT INTO link (account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at)
            SELECT account_id, link_id, new.domain, new.key, new.url, new.external_id, '{}', occurred_at, occurred_at
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                AS new (account_id, link_id, domain, key, url, external_id, occurred_at)
              LEFT JOIN link USING (account_id, link_id)
             WHERE link.link_id IS NULL
                OR (link.kafka_offset IS NULL AND link.created_at > occurred_at)
             ORDER BY account_id COLLATE "C", link_id COLLATE "C"
            ON CONFLICT (account_id, link_id) DO UPDATE
               SET created_at = EXCLUDED.created_at
             WHERE link.kafka_offset IS NULL
               AND link.created_at > EXCLUDED.created_at
            """;

    private static final Comparator<LinkRecord> BY_KEY =
            Comparator.comparing(LinkRecord::accountId, TextOrder.C).thenComparing(LinkRecord::linkId, TextOrder.C);

    private final Connection connection;
    private final RunId run;

    private LinkTable(Connection connection, RunId run) {
        this.connection = connection;
        this.run = run;
    }

    /** Connects, and waits until the run may write. */
    static LinkTable open(PostgresAccess postgres, RunId run) throws SQLException, InterruptedException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        RunFence.await(connection, run);
        return new LinkTable(connection, run);
    }

    /**
     * Writes and commits the records, at most one of each link.
     *
     * @throws SQLException also if another run of the job has taken over
     */
    void write(Collection<LinkRecord> records) throws SQLException {
        List<LinkRecord> sorted = records.stream().sorted(BY_KEY).toList();
        RunFence.require(connection, run);
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT);
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            // Switching between the statements flushes the other one, so that all rows are locked in the order of their
            // keys.
            for (LinkRecord link : sorted) {
                if (link.link() == null) {
                    upsert.executeBatch();
                    addDelete(delete, link);
                } else {
                    delete.executeBatch();
                    addUpsert(upsert, link, link.link());
                }
            }
            upsert.executeBatch();
            delete.executeBatch();
        }
        connection.commit();
    }

    /**
     * Inserts a row for each new link. A link that is known from events only has the time of its earliest event as its
     * creation time.
     *
     * @param connection with the transaction that writes the events
     * @param firsts the earliest known event of each link
     */
    public static void insertNew(Connection connection, Collection<Event> firsts) throws SQLException {
        if (!firsts.isEmpty()) {
            Sql.update(
                    connection,
                    INSERT_NEW,
                    texts(firsts, Event::accountId),
                    texts(firsts, event -> event.link().id()),
                    texts(firsts, event -> event.link().domain()),
                    texts(firsts, event -> event.link().key()),
                    texts(firsts, event -> event.link().url()),
                    texts(firsts, event -> event.link().externalId()),
                    texts(firsts, event -> event.time().toString()));
        }
    }

    private static String[] texts(Collection<Event> events, Function<Event, String> text) {
        return events.stream().map(text).toArray(String[]::new);
    }

    private static void addUpsert(PreparedStatement statement, LinkRecord record, Link link) throws SQLException {
        Long createdAt = link.createdAt();
        statement.setString(1, record.accountId());
        statement.setString(2, record.linkId());
        statement.setString(3, link.domain());
        statement.setString(4, link.key());
        statement.setString(5, link.url());
        statement.setString(6, link.externalId());
        statement.setString(7, link.attributes());
        statement.setObject(8, time(createdAt == null ? link.updatedAt() : createdAt));
        statement.setObject(9, time(link.updatedAt()));
        statement.setInt(10, record.kafkaPartition());
        statement.setLong(11, record.kafkaOffset());
        statement.setBoolean(12, createdAt != null);
        statement.addBatch();
    }

    private static void addDelete(PreparedStatement statement, LinkRecord record) throws SQLException {
        statement.setString(1, record.accountId());
        statement.setString(2, record.linkId());
        statement.setInt(3, record.kafkaPartition());
        statement.setLong(4, record.kafkaOffset());
        statement.addBatch();
    }

    private static OffsetDateTime time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
