package io.clickmill.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.bench.Progress;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The least that a program has to do that writes every event into the log: one thread reads the records, parses the
 * JSON and copies the events into the product's own table {@code click_event}, with all its indexes, in transactions of
 * 20,000 rows. It looks nothing up, finds no duplicates and counts nothing.
 *
 * <p>The columns that the product derives have the same value in each row, so that rows are as large as the product's.
 * The key of the table accepts no retry, so that a retry gets another event id.
 */
final class FloorPeer implements Peer {
    private static final int BATCH_ROWS = 20_000;

    @Override
    public Drained drain(BenchServers servers, Database database, DataShape shape, Progress progress) throws Exception {
        // A small measurement needs several batches too.
        int batchRows = (int) Math.max(1, Math.min(BATCH_ROWS, shape.events() / 10));
        FloorRows rows = new FloorRows();
        ObjectMapper json = new ObjectMapper();
        try (Connection connection = database.server().as(Schema.WRITER_ROLE).getConnection();
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        settings(servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            connection.setAutoCommit(false);
            LogPartitions.create(connection, shape);
            connection.commit();
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEFAULTS.clicks()).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Drain drain = new Drain("draining with floor", shape.events(), progress, System::nanoTime);
            for (long written = 0; written < shape.events(); ) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    JsonNode event = json.readTree(record.value());
                    rows.add(event, record);
                    if (rows.count() == batchRows || written + rows.count() == shape.events()) {
                        written += write(rows, copy, connection);
                        drain.at(written);
                    }
                }
            }
            return new Drained(drain.end(), null);
        }
    }

    private static int write(FloorRows rows, CopyManager copy, Connection connection) throws SQLException, IOException {
        int count = rows.count();
        copy.copyIn(FloorRows.COPY, rows.take());
        connection.commit();
        return count;
    }

    private static Properties settings(BenchServers servers) {
        Properties settings = new Properties();
        settings.putAll(servers.kafka().clientProperties());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        return settings;
    }
}
