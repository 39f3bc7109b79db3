package io.clickmill.job.topic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link MemoryTopic} as {@code KafkaSource} reads Kafka. A partition is a split with its own watermarks,
 * positions are in the checkpoints, the bytes go through the job's own deserializer, and the source never ends.
 */
public final class MemoryTopicSource<T>
        implements Source<T, MemoryTopicSource.Partition, List<MemoryTopicSource.Partition>>, ResultTypeQueryable<T> {
    private static final long serialVersionUID = 1;

    private final String topic;
    private final int partitions;
    private final KafkaRecordDeserializationSchema<T> deserializer;

    public MemoryTopicSource(MemoryTopic topic, KafkaRecordDeserializationSchema<T> deserializer) {
        this.topic = topic.name();
        this.partitions = topic.partitions();
        this.deserializer = deserializer;
    }

    /** A partition, and the offset of the record to read next. */
    public record Partition(int number, long offset) implements SourceSplit {
        @Override
        public String splitId() {
            return Integer.toString(number);
        }
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return deserializer.getProducedType();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, Partition> createReader(SourceReaderContext context) {
        return new Reader<>(MemoryTopic.named(topic), deserializer);
    }

    @Override
    public SplitEnumerator<Partition, List<Partition>> createEnumerator(SplitEnumeratorContext<Partition> context) {
        List<Partition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new Partition(i, 0));
        }
        return new Enumerator(context, all);
    }

    @Override
    public SplitEnumerator<Partition, List<Partition>> restoreEnumerator(
            SplitEnumeratorContext<Partition> context, List<Partition> unassigned) {
        return new Enumerator(context, unassigned);
    }

    @Override
    public SimpleVersionedSerializer<Partition> getSplitSerializer() {
        return new Serializer<>(List::of, partitions -> partitions.get(0));
    }

    @Override
    public SimpleVersionedSerializer<List<Partition>> getEnumeratorCheckpointSerializer() {
        return new Serializer<>(Function.identity(), Function.identity());
    }

    /** Assigns partition n to reader n modulo the number of readers. */
    private static final class Enumerator implements SplitEnumerator<Partition, List<Partition>> {
        private final SplitEnumeratorContext<Partition> context;
        private final List<Partition> unassigned;

        Enumerator(SplitEnumeratorContext<Partition> context, List<Partition> unassigned) {
            this.context = context;
            this.unassigned = new ArrayList<>(unassigned);
        }

        @Override
        public void addReader(int reader) {
            for (Iterator<Partition> all = unassigned.iterator(); all.hasNext(); ) {
                Partition partition = all.next();
                if (partition.number() % context.currentParallelism() == reader) {
                    context.assignSplit(partition, reader);
                    all.remove();
                }
            }
        }

        @Override
        public void addSplitsBack(List<Partition> splits, int reader) {
            unassigned.addAll(splits);
        }

        @Override
        public List<Partition> snapshotState(long checkpointId) {
            return List.copyOf(unassigned);
        }

        @Override
        public void start() {
            // Readers register themselves.
        }

        @Override
        public void handleSplitRequest(int reader, @Nullable String hostname) {
            throw new UnsupportedOperationException("readers do not ask");
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    /** Reads one record of each of its partitions in turn. */
    private static final class Reader<T> implements SourceReader<T, Partition> {
        private final MemoryTopic topic;
        private final KafkaRecordDeserializationSchema<T> deserializer;
        private final Deque<Partition> partitions = new ArrayDeque<>();
        private CompletableFuture<Void> available = new CompletableFuture<>();

        Reader(MemoryTopic topic, KafkaRecordDeserializationSchema<T> deserializer) {
            this.topic = topic;
            this.deserializer = deserializer;
        }

        @Override
        public InputStatus pollNext(ReaderOutput<T> output) throws IOException {
            // The future is taken before the reading, so that a record that is appended in between wakes this reader.
            CompletableFuture<Void> appended = topic.appended();
            for (int i = partitions.size(); i > 0; i--) {
                Partition partition = partitions.removeFirst();
                ConsumerRecord<byte[], byte[]> record = topic.read(partition.number(), partition.offset());
                if (record != null) {
                    partitions.addLast(new Partition(partition.number(), partition.offset() + 1));
                    emit(record, partition.splitId(), output);
                    return InputStatus.MORE_AVAILABLE;
                }
                partitions.addLast(partition);
            }
            available = appended.copy();
            return InputStatus.NOTHING_AVAILABLE;
        }

        private void emit(ConsumerRecord<byte[], byte[]> record, String splitId, ReaderOutput<T> output)
                throws IOException {
            deserializer.deserialize(record, new Collector<>() {
                @Override
                public void collect(T parsed) {
                    output.createOutputForSplit(splitId).collect(parsed, record.timestamp());
                }

                @Override
                public void close() {
                    // There is nothing to close.
                }
            });
        }

        @Override
        public void addSplits(List<Partition> splits) {
            partitions.addAll(splits);
            available.complete(null);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public List<Partition> snapshotState(long checkpointId) {
            return List.copyOf(partitions);
        }

        @Override
        public void start() {
            // The enumerator assigns the partitions.
        }

        @Override
        public void notifyNoMoreSplits() {
            throw new UnsupportedOperationException("a topic never ends");
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    /** Serializes partitions as pairs of numbers. */
    private record Serializer<T>(Function<T, List<Partition>> toList, Function<List<Partition>, T> ofList)
            implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            List<Partition> partitions = toList.apply(value);
            ByteBuffer bytes = ByteBuffer.allocate(partitions.size() * (Integer.BYTES + Long.BYTES));
            partitions.forEach(partition -> bytes.putInt(partition.number()).putLong(partition.offset()));
            return bytes.array();
        }

        @Override
        public T deserialize(int version, byte[] serialized) {
            ByteBuffer bytes = ByteBuffer.wrap(serialized);
            List<Partition> partitions = new ArrayList<>();
            while (bytes.hasRemaining()) {
                partitions.add(new Partition(bytes.getInt(), bytes.getLong()));
            }
            return ofList.apply(partitions);
        }
    }
}
