package io.clickmill.job;

import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.event.ClicksTopic;
import io.clickmill.job.event.DeserializeClicks;
import io.clickmill.job.event.EarliestOrFail;
import io.clickmill.job.event.RejectedRecordSerializer;
import io.clickmill.job.links.DeserializeLinks;
import io.clickmill.job.links.LinksTopic;
import io.clickmill.job.time.ArrivalWatermarks;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The job with its real source and sinks, and the Flink settings that it relies on. */
public final class ClickmillJob {
    /** The job's name in the web UI. */
    public static final String NAME = "clickmill";

    /** The broker answers when it has this much for a reader, or after {@link #FETCH_WAIT}. */
    private static final int FETCH_BYTES = 16 * 1024;

    private static final Duration FETCH_WAIT = Duration.ofMillis(50);

    private ClickmillJob() {}

    /** Flink's settings: some that the job needs in order to be right, and some without which it would be slow. */
    public static Configuration configuration(JobConfig config) {
        Configuration flink = new Configuration();
        // Fails at the start if a type would fall back to Kryo, or if an operator has no uid to find its state by.
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        // No function changes its input, so chained operators need not copy.
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        // A click waits this long for others before it is sent to the next task. Busy tasks fill their buffers earlier.
        flink.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(10));
        // A day's counts of every link outgrow the heap, and a checkpoint every few seconds must not write all of them.
        flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        flink.set(RocksDBOptions.OPTIONS_FACTORY, FewCompactions.class.getName());
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.checkpointInterval());
        flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (config.checkpointDirectory() != null) {
            flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, config.checkpointDirectory());
        }
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY,
                RestartStrategyOptions.RestartStrategyType.EXPONENTIAL_DELAY.getMainValue());
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(500));
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(30));
        return flink;
    }

    /** Reads from Kafka, writes to PostgreSQL. */
    public static void wire(StreamExecutionEnvironment environment, JobConfig config, Clock clock) {
        DataStream<ParsedRecord> records = OperatorId.READ_CLICKS.on(environment.fromSource(
                source(config),
                new ArrivalWatermarks(config.counting().lateness(), clock),
                OperatorId.READ_CLICKS.displayName()));
        DataStream<ParsedLink> links = OperatorId.READ_LINKS.on(environment.fromSource(
                linkSource(config), WatermarkStrategy.noWatermarks(), OperatorId.READ_LINKS.displayName()));
        ClickTopology.build(records, links, rejectedSink(config), config, clock);
    }

    private static Properties kafkaClient(JobConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.kafka().access().clientProperties());
        return properties;
    }

    private static KafkaSource<ParsedRecord> source(JobConfig config) {
        return KafkaSource.<ParsedRecord>builder()
                .setProperties(kafkaClient(config))
                .setKafkaSubscriber(new ClicksTopic(config.kafka().topics().clicks()))
                .setGroupId(config.kafka().topics().group())
                .setClientIdPrefix(NAME)
                .setStartingOffsets(new EarliestOrFail())
                .setDeserializer(new DeserializeClicks(config.counting().rules()))
                // Without these two, the broker answers for every few clicks, which keeps it and the reader busy.
                .setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(FETCH_BYTES))
                .setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(FETCH_WAIT.toMillis()))
                .setProperty("isolation.level", "read_committed")
                .setProperty("partition.discovery.interval.ms", "60000")
                .build();
    }

    private static KafkaSource<ParsedLink> linkSource(JobConfig config) {
        return KafkaSource.<ParsedLink>builder()
                .setProperties(kafkaClient(config))
                .setKafkaSubscriber(new LinksTopic(config.kafka().topics().links()))
                .setGroupId(config.kafka().topics().group())
                .setClientIdPrefix(NAME + "-links")
                // A re-created topic is read from its start: links must not stop the clicks.
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new DeserializeLinks())
                .setProperty("isolation.level", "read_committed")
                .setProperty("partition.discovery.interval.ms", "60000")
                .build();
    }

    private static KafkaSink<RejectedClick> rejectedSink(JobConfig config) {
        return KafkaSink.<RejectedClick>builder()
                .setKafkaProducerConfig(kafkaClient(config))
                .setRecordSerializer(
                        new RejectedRecordSerializer(config.kafka().topics().rejected()))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }
}
