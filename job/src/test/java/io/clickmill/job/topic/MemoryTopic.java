package io.clickmill.job.topic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A topic in this JVM that takes the place of a Kafka topic with {@code LogAppendTime}: records are appended to
 * partitions and read by offset. The test decides when a record arrives, and where reading fails.
 *
 * <p>Safe for use by several threads. Readers find the topic by its name, as they are deserialized from the job.
 */
public final class MemoryTopic implements AutoCloseable {
    private static final Map<String, MemoryTopic> OPEN = new ConcurrentHashMap<>();

    private record Place(int partition, long offset) {}

    private final String name;
    private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    private CompletableFuture<Void> appended = new CompletableFuture<>();
    private final Set<Integer> withheld = new HashSet<>();
    private @Nullable Place fault;

    /** Opens an empty topic with this many partitions. No other topic of this name may be open. */
    public MemoryTopic(String name, int partitions) {
        this.name = name;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new ArrayList<>());
        }
        if (OPEN.putIfAbsent(name, this) != null) {
            throw new IllegalStateException("topic: " + name + " (expected: one that is not open)");
        }
    }

    /** The open topic of this name. */
    static MemoryTopic named(String name) {
        return Objects.requireNonNull(OPEN.get(name), () -> "no topic " + name + " is open");
    }

    public String name() {
        return name;
    }

    public int partitions() {
        return partitions.size();
    }

    /** Number of records in the partition. */
    public synchronized long end(int partition) {
        return partitions.get(partition).size();
    }

    /**
     * Appends a record, and wakes the waiting readers.
     *
     * @param appendedAt time of arrival in epoch milliseconds; not before that of the partition's last record
     */
    public void append(int partition, long appendedAt, byte[] value) {
        append(partition, appendedAt, null, value);
    }

    /** Appends a record as {@link #append(int, long, byte[])} does, with a key. */
    public void append(int partition, long appendedAt, byte @Nullable [] key, byte @Nullable [] value) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            List<ConsumerRecord<byte[], byte[]>> records = partitions.get(partition);
            if (!records.isEmpty() && records.get(records.size() - 1).timestamp() > appendedAt) {
                throw new IllegalArgumentException(
                        "appendedAt: " + appendedAt + " (expected: not before the last one)");
            }
            records.add(new ConsumerRecord<>(
                    name,
                    partition,
                    records.size(),
                    appendedAt,
                    TimestampType.LOG_APPEND_TIME,
                    key == null ? ConsumerRecord.NULL_SIZE : key.length,
                    value == null ? ConsumerRecord.NULL_SIZE : value.length,
                    key,
                    value,
                    new RecordHeaders(),
                    Optional.empty()));
            waiting = appended;
            appended = new CompletableFuture<>();
        }
        waiting.complete(null);
    }

    /** Makes the next read of this record fail, once, whether the record exists yet or not. */
    public synchronized void failOnceAt(int partition, long offset) {
        fault = new Place(partition, offset);
    }

    /** Withholds the partition's records from readers, as if its broker were away, until {@link #deliver}. */
    public synchronized void withhold(int partition) {
        withheld.add(partition);
    }

    /** Ends {@link #withhold}. */
    public void deliver(int partition) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            withheld.remove(partition);
            waiting = appended;
            appended = new CompletableFuture<>();
        }
        waiting.complete(null);
    }

    /** Whether the requested failure has happened. */
    public synchronized boolean hasFailed() {
        return fault == null;
    }

    /** The record at this offset, or null if there is none yet. */
    synchronized @Nullable ConsumerRecord<byte[], byte[]> read(int partition, long offset) {
        List<ConsumerRecord<byte[], byte[]>> records = partitions.get(partition);
        if (offset >= records.size() || withheld.contains(partition)) {
            return null;
        }
        if (new Place(partition, offset).equals(fault)) {
            fault = null;
            throw new IllegalStateException("the failure that the test asked for");
        }
        return records.get((int) offset);
    }

    /** A future that completes when a record is appended after this call. */
    synchronized CompletableFuture<Void> appended() {
        return appended;
    }

    @Override
    public void close() {
        OPEN.remove(name);
    }
}
