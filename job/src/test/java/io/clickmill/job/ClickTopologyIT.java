package io.clickmill.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.KafkaRecord;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.Link;
import io.clickmill.contract.links.LinkRecord;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.time.Lateness;
import java.io.IOException;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a MiniCluster and a real database, through a failure, against a count by brute force. */
class ClickTopologyIT {
    private static final int RECORDS = 20_000;
    private static final long START = Instant.parse("2024-05-01T23:56:30Z").toEpochMilli();
    private static final long LENGTH_MILLIS = 360_000;
    /**
     * The arrival that completes both days. It gives a watermark of 20 s and 1 ms earlier, and a progress of 20 s less
     * 1 ms before that.
     */
    private static final long END = Instant.parse("2024-05-03T12:00:40Z").toEpochMilli();

    private static final TestDatabase DATABASE = TestDatabase.create();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    static java.nio.file.Path checkpoints;

    private final Sql sql = new Sql(DATABASE);

    @BeforeEach
    void reset() {
        Fault.reset();
        REJECTED.clear();
    }

    @Test
    void countsEveryEventOnceThroughAFailure() throws Exception {
        run();
        assertThat(Fault.FAILED).isTrue();
        assertThat(Fault.CHECKPOINTS).hasPositiveValue();

        Expected expected = new Expected();
        for (int i = 0; i < RECORDS; i++) {
            expected.add(record(i));
        }
        assertThat(expected.late).hasSizeGreaterThan(100);
        assertThat(expected.duplicates).isGreaterThan(100);
        assertThat(Set.copyOf(REJECTED)).isEqualTo(expected.rejected).hasSizeGreaterThan(100);
        assertThat(sql.lines("SELECT account_id, event_id, (extract(epoch FROM occurred_at) * 1000)::bigint, bot"
                        + " FROM click_event"))
                .hasSameSizeAs(expected.events.values())
                .satisfies(lines -> assertThat(Set.copyOf(lines)).isEqualTo(Set.copyOf(expected.events.values())));
        assertThat(sql.lines("SELECT event_id FROM click_event WHERE late"))
                .containsExactlyInAnyOrderElementsOf(expected.late);
        assertThat(sql.lines("SELECT received, logged, duplicates, rejected FROM rollup_progress"))
                .containsExactly(RECORDS + "|" + expected.events.size() + "|" + expected.duplicates + "|"
                        + expected.rejected.size());
        assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-03 12:00:00+00");
        assertThat(new RollupReferee(sql).differences("true")).isEmpty();
        assertThat(sql.lines("SELECT DISTINCT granularity, bucket_start FROM rollup WHERE granularity <> 'minute'"
                        + " ORDER BY 1, 2"))
                .containsExactly(
                        "day|2024-05-01 00:00:00+00",
                        "day|2024-05-02 00:00:00+00",
                        "hour|2024-05-01 23:00:00+00",
                        "hour|2024-05-02 00:00:00+00");
        assertThat(sql.lines("SELECT link_id FROM link WHERE kafka_offset IS NOT NULL ORDER BY 1"))
                .containsExactly("unclicked0", "unclicked1");
        assertThat(sql.lines("SELECT DISTINCT scope FROM rollup ORDER BY 1"))
                .containsExactly("account", "campaign", "link", "source");

        assertThatThrownBy(ClickTopologyIT::run)
                .rootCause()
                .hasMessageContaining("rollup_progress: ")
                .hasMessageContaining("without state");
        assertThat(sql.lines("SELECT count(*) > 0 FROM rollup")).containsExactly("t");
    }

    private static void run() throws Exception {
        Configuration flink = ClickmillJob.configuration(config());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(2);
        build(environment);
        environment.execute(ClickmillJob.NAME);
    }

    private static void build(StreamExecutionEnvironment environment) {
        DataGeneratorSource<ParsedRecord> source = new DataGeneratorSource<>(
                new Records(), RECORDS, RateLimiterStrategy.perSecond(4_000), TypeInformation.of(ParsedRecord.class));
        DataStream<ParsedRecord> records = environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "records")
                .uid("records")
                .map(new Fault())
                .returns(TypeInformation.of(ParsedRecord.class))
                .uid("fault")
                .assignTimestampsAndWatermarks(WatermarkStrategy.forGenerator(context -> new NewestArrival()))
                .uid("watermarks");
        ClickTopology.build(
                records,
                links(environment),
                new RejectedToMemory(),
                config(),
                Clock.fixed(Instant.parse("2024-05-02T00:05:00Z"), ZoneOffset.UTC));
    }

    /** Two links. After them the input of links ends. */
    private static DataStream<ParsedLink> links(StreamExecutionEnvironment environment) {
        DataGeneratorSource<ParsedLink> source =
                new DataGeneratorSource<>(new Links(), 2, TypeInformation.of(ParsedLink.class));
        return environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "links")
                .uid("links");
    }

    private static JobConfig config() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CLICKMILL_POSTGRES_URL", SampleClicks.access(DATABASE).url());
        settings.put("CLICKMILL_VISITOR_KEY", "0123456789abcdef");
        settings.put("CLICKMILL_CHECKPOINT_INTERVAL", "400ms");
        settings.put("CLICKMILL_CHECKPOINT_DIR", checkpoints.toUri().toString());
        settings.put("CLICKMILL_LOG_BATCH_ROWS", "700");
        settings.put("CLICKMILL_BUNDLE_EVENTS", "300");
        return JobConfig.parse(settings);
    }

    /** The n-th record, the same on every replay: one in a hundred is a copy of an earlier event. */
    static ParsedRecord record(long n) {
        Random random = new Random(~n * 0x9E3779B97F4A7C15L);
        random.nextInt();
        Event earlier = n > 200 && !isLastOfSubtask(n) && random.nextInt(100) == 0
                ? event(n - 1 - random.nextInt(100)).event()
                : null;
        return earlier == null ? event(n) : copyOf(earlier, n);
    }

    private static ParsedRecord event(long n) {
        Random random = new Random(n * 0x9E3779B97F4A7C15L);
        random.nextInt();
        int kind = random.nextInt(100);
        long appendedAt = isLastOfSubtask(n) ? END : appendedAt(n);
        if (kind == 0 || isLastOfSubtask(n)) {
            return ParsedRecord.of(new RejectedClick(
                    RejectReason.INVALID_JSON, "test", new byte[] {1}, null, "clicks", 0, n, appendedAt));
        }
        return ParsedRecord.of(Event.build(c -> {
            SampleClicks.fill(c, random);
            c.eventId = "e" + n;
            c.kafkaOffset = n;
            c.appendedAt = appendedAt;
            // Enrichment is real here: the address and the user agent count.
            c.ip = "128.232." + random.nextInt(4) + ".1";
            c.userAgent =
                    random.nextInt(20) == 0 ? "curl/8.4.0" : "Mozilla/5.0 (Windows NT 10.0; rv:125.0) Firefox/125.0";
            int delay = kind == 1 ? 15_001 + random.nextInt(200_000) : kind < 7 ? random.nextInt(10_000) : 5;
            c.occurredAt = appendedAt - delay;
        }));
    }

    /**
     * The two subtasks each read a half of the sequence; the end of an input completes nothing, an arrival after it
     * does.
     */
    private static boolean isLastOfSubtask(long n) {
        return n % (RECORDS / 2) == RECORDS / 2 - 1;
    }

    private static long appendedAt(long n) {
        return START + n * LENGTH_MILLIS / RECORDS;
    }

    private static ParsedRecord copyOf(Event original, long n) {
        Event copy = new Event(
                original.accountId(),
                original.eventId(),
                original.occurredAt(),
                original.kind(),
                new KafkaRecord(appendedAt(n), original.kafka().partition(), n),
                original.link(),
                original.message(),
                original.recipient(),
                original.params(),
                original.request(),
                original.place(),
                original.client(),
                original.utm(),
                original.clickId(),
                original.eventName(),
                original.customer(),
                original.sale(),
                original.metadata(),
                original.visitor(),
                original.botReasons());
        return ParsedRecord.of(copy);
    }

    /** What the tables should hold, from the records themselves. */
    private static final class Expected {
        final Map<String, String> events = new HashMap<>();
        final Set<String> late = new TreeSet<>();
        final Set<Long> rejected = new HashSet<>();
        private final Set<String> onTime = new HashSet<>();
        long duplicates;

        void add(ParsedRecord record) {
            Event event = record.event();
            if (event == null) {
                rejected.add(record.rejected().offset());
                return;
            }
            boolean bot = event.request().userAgent().startsWith("curl");
            String line =
                    event.accountId() + "|" + event.eventId() + "|" + event.occurredAt() + "|" + (bot ? "t" : "f");
            if (events.put(event.eventId(), line) != null) {
                duplicates++;
            }
            if (bot) {
                return;
            }
            if (!Lateness.DEFAULT.isLate(event.occurredAt(), event.kafka().appendedAt())) {
                onTime.add(event.eventId());
                late.remove(event.eventId());
            } else if (!onTime.contains(event.eventId())) {
                late.add(event.eventId());
            }
        }
    }

    private static final class Records implements GeneratorFunction<Long, ParsedRecord> {
        private static final long serialVersionUID = 1;

        @Override
        public ParsedRecord map(Long n) {
            return record(n);
        }
    }

    private static final class Links implements GeneratorFunction<Long, ParsedLink> {
        private static final long serialVersionUID = 1;

        @Override
        public ParsedLink map(Long n) {
            Link link = new Link("", "", "", "", "{}", null, START);
            return ParsedLink.of(new LinkRecord("acme", "unclicked" + n, 0, n, link));
        }
    }

    /**
     * The watermark is the newest arrival, because each of the two subtasks reads its half of the sequence in order.
     */
    private static final class NewestArrival implements WatermarkGenerator<ParsedRecord>, Serializable {
        private static final long serialVersionUID = 1;
        private long newest = Long.MIN_VALUE;

        @Override
        public void onEvent(ParsedRecord record, long timestamp, WatermarkOutput output) {
            Event event = record.event();
            newest = Math.max(
                    newest,
                    event == null
                            ? record.rejected().appendedAt()
                            : event.kafka().appendedAt());
            if (newest == END) {
                onPeriodicEmit(output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            if (newest != Long.MIN_VALUE) {
                output.emitWatermark(new Watermark(Lateness.DEFAULT.watermark(newest)));
            }
        }
    }

    /** Fails once, some records after a checkpoint has completed. */
    private static final class Fault extends RichMapFunction<ParsedRecord, ParsedRecord> implements CheckpointListener {
        private static final long serialVersionUID = 1;
        static final AtomicBoolean FAILED = new AtomicBoolean();
        static final AtomicInteger CHECKPOINTS = new AtomicInteger();
        private transient int sinceCheckpoint;

        static void reset() {
            FAILED.set(false);
            CHECKPOINTS.set(0);
        }

        @Override
        public ParsedRecord map(ParsedRecord record) {
            if (CHECKPOINTS.get() >= 3 && ++sinceCheckpoint > 1_500 && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("injected failure");
            }
            return record;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            CHECKPOINTS.incrementAndGet();
        }
    }

    private static final Queue<Long> REJECTED = new ConcurrentLinkedQueue<>();

    private static final class RejectedToMemory implements Sink<RejectedClick> {
        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<RejectedClick> createWriter(WriterInitContext context) {
            List<Long> pending = new ArrayList<>();
            return new SinkWriter<>() {
                @Override
                public void write(RejectedClick rejected, Context context) {
                    pending.add(rejected.offset());
                }

                @Override
                public void flush(boolean endOfInput) throws IOException {
                    REJECTED.addAll(pending);
                    pending.clear();
                }

                @Override
                public void close() {}
            };
        }
    }
}
