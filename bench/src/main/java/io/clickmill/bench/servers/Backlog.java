package io.clickmill.bench.servers;

import io.clickmill.bench.data.BenchRecord;
import io.clickmill.bench.data.ClickData;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;

/**
 * Writes records into the empty topic of a stopped Kafka, with the times at which they arrived.
 *
 * <p>The job derives lateness and the end of its windows from the arrival times, which Kafka sets. A producer that sends
 * a million records in ten seconds would give all of them the same minute, and no window would end while they are read.
 * So the files are written as Kafka writes them: a batch holds the records of a partition that arrived within 100 ms,
 * compressed by LZ4 as the API does. Kafka recovers its indexes from the files at its next start.
 */
public final class Backlog {
    private static final long BATCH_MILLIS = 100;
    private static final int BATCH_BYTES = 256 << 10;
    /** The size above which a new file begins, as in Kafka. */
    private static final long SEGMENT_BYTES = 1L << 30;

    private static final long REPORT_EVERY = 10_000;

    private Backlog() {}

    /**
     * Writes all records.
     *
     * @param kafkaData the folder of Kafka's logs
     * @param written gets the number of records that are written, from time to time
     */
    public static void write(Path kafkaData, String topic, ClickData data, LongConsumer written) throws IOException {
        // Without this file Kafka reads the logs at its start, as after a crash.
        Files.deleteIfExists(kafkaData.resolve(".kafka_cleanshutdown"));
        List<Partition> partitions = new ArrayList<>();
        try {
            for (Path folder = kafkaData.resolve(topic + "-0");
                    Files.isDirectory(folder);
                    folder = kafkaData.resolve(topic + "-" + partitions.size())) {
                partitions.add(new Partition(folder));
            }
            long count = 0;
            while (data.hasNext()) {
                BenchRecord record = data.next();
                // The rule by which Kafka's producer chooses the partition of a key.
                int partition = Utils.toPositive(Utils.murmur2(record.key())) % partitions.size();
                partitions.get(partition).add(record);
                count++;
                if (count % REPORT_EVERY == 0) {
                    written.accept(count);
                }
            }
            for (Partition partition : partitions) {
                partition.flush();
            }
        } finally {
            for (Partition partition : partitions) {
                partition.close();
            }
        }
    }

    /** The files of a partition, and the batch that is not complete yet. */
    private static final class Partition implements Closeable {
        private final Path folder;
        private final List<BenchRecord> batch = new ArrayList<>();
        private FileChannel segment;
        private int batchBytes;
        private long nextOffset;

        Partition(Path folder) throws IOException {
            this.folder = folder;
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Partition::isSegment).toList()) {
                    Files.delete(file);
                }
            }
            this.segment = open(0);
        }

        private static boolean isSegment(Path file) {
            String name = file.getFileName().toString();
            return name.endsWith(".log") || name.endsWith("index");
        }

        private FileChannel open(long firstOffset) throws IOException {
            Path file = folder.resolve(String.format(java.util.Locale.ROOT, "%020d.log", firstOffset));
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        void add(BenchRecord record) throws IOException {
            int bytes = record.key().length + record.json().length;
            if (!batch.isEmpty()
                    && (record.arrivedAt() >= batch.get(0).arrivedAt() + BATCH_MILLIS
                            || batchBytes + bytes > BATCH_BYTES)) {
                flush();
            }
            batch.add(record);
            batchBytes += bytes;
        }

        /** Writes the batch. All of its records have the time at which the last one arrived, as in Kafka. */
        void flush() throws IOException {
            if (batch.isEmpty()) {
                return;
            }
            if (segment.position() > SEGMENT_BYTES) {
                segment.close();
                segment = open(nextOffset);
            }
            ByteBuffer buffer = records().buffer();
            while (buffer.hasRemaining()) {
                segment.write(buffer);
            }
            nextOffset += batch.size();
            batch.clear();
            batchBytes = 0;
        }

        private MemoryRecords records() {
            long appendedAt = batch.get(batch.size() - 1).arrivedAt();
            MemoryRecordsBuilder builder = MemoryRecords.builder(
                    ByteBuffer.allocate(batchBytes / 2 + 1024),
                    RecordBatch.CURRENT_MAGIC_VALUE,
                    Compression.lz4().build(),
                    TimestampType.LOG_APPEND_TIME,
                    nextOffset,
                    appendedAt,
                    0);
            for (BenchRecord record : batch) {
                builder.append(appendedAt, record.key(), record.json());
            }
            return builder.build();
        }

        @Override
        public void close() throws IOException {
            segment.close();
        }
    }
}
