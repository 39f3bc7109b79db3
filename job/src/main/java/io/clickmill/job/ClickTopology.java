package io.clickmill.job;

import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.count.CountWindows;
import io.clickmill.job.count.PartialCount;
import io.clickmill.job.count.PreAggregate;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.dedup.ByIdentity;
import io.clickmill.job.dedup.DropDuplicates;
import io.clickmill.job.dedup.IdentityBucket;
import io.clickmill.job.enrich.EnrichClicks;
import io.clickmill.job.event.RecordType;
import io.clickmill.job.links.WriteLinks;
import io.clickmill.job.log.WriteEventLog;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.ProgressStore;
import io.clickmill.job.progress.PublishProgress;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.ReceiveRecords;
import io.clickmill.job.rollup.RollupSink;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job as a function from records to sinks:
 *
 * <pre>
 * records ─► receive ─► drop duplicates ─► enrich ─┬─► event log ──────────────► balance ─┐
 *               │  └────────────┬─────────────────────────────────────────────► balance ─┤
 *               └► rejected                        └─► pre-aggregate ─► windows ─────────┴─► progress
 *                                                                          └► rollups
 * links ─► write links
 *               └► rejected
 * </pre>
 *
 * <p>Enrichment comes after the shuffle that brings the copies of an event together. So events are shuffled as they
 * were sent, and no duplicate is enriched. Between this shuffle and the log or the bundles nothing is serialized.
 *
 * <p>Clicks and links share the sink of rejected records. That makes them one pipelined region of Flink, which restarts
 * as a whole. This is needed because a task may write only if all tasks belong to its run (see {@link
 * io.clickmill.job.progress.RunId}).
 */
public final class ClickTopology {
    private ClickTopology() {}

    /**
     * Builds the job, and sets the maximum parallelism of its environment.
     *
     * @param records records of topic {@code clicks}, with the watermarks of {@link
     *     io.clickmill.job.time.ArrivalWatermarks}
     * @param links records of topic {@code links}, without watermarks
     * @param rejected the sink of rejected records
     */
    public static void build(
            DataStream<ParsedRecord> records,
            DataStream<ParsedLink> links,
            Sink<RejectedClick> rejected,
            JobConfig config,
            Clock clock) {
        StreamExecutionEnvironment environment = records.getExecutionEnvironment();
        requireAlignedCheckpoints(environment);
        requireChains(environment);
        int keyGroups = KeyGroups.of(environment.getConfiguration());
        environment.setMaxParallelism(keyGroups);
        ProgressStore.Factory progress = new ProgressStore.Factory(config.postgres());

        SingleOutputStreamOperator<Arrival> arrivals = OperatorId.RECEIVE_RECORDS.transform(
                records,
                RecordType.ofRecord(Arrival.class),
                new ReceiveRecords(
                        config.counting().lateness(),
                        config.counting().spread(),
                        progress,
                        config.rebuildWithoutState()));

        SingleOutputStreamOperator<RejectedClick> rejectedLinks =
                OperatorId.WRITE_LINKS.transform(links, RejectedClick.class, new WriteLinks(config.postgres()));

        OperatorId.WRITE_REJECTED.on(arrivals.getSideOutput(ReceiveRecords.REJECTED)
                .union(rejectedLinks)
                .sinkTo(rejected));

        SingleOutputStreamOperator<Arrival> distinct = OperatorId.DROP_DUPLICATES.transform(
                arrivals.keyBy(new ByIdentity(keyGroups), TypeInformation.of(IdentityBucket.class)),
                Arrival.class,
                new DropDuplicates());

        SingleOutputStreamOperator<Arrival> enriched = OperatorId.ENRICH_CLICKS.on(distinct.map(
                new EnrichClicks(config.geoDatabase(), config.visitorKey().bytes()),
                TypeInformation.of(Arrival.class)));

        SingleOutputStreamOperator<BalanceChange> logged = OperatorId.WRITE_EVENT_LOG.transform(
                enriched,
                BalanceChange.class,
                new WriteEventLog(
                        config.postgres(),
                        config.batching().logFlushInterval(),
                        config.batching().logBatchRows()));

        SingleOutputStreamOperator<PartialCount> partials = OperatorId.PRE_AGGREGATE.transform(
                enriched,
                RecordType.ofRecord(PartialCount.class),
                new PreAggregate(config.batching().bundleEvents()));

        SingleOutputStreamOperator<RollupRow> rows = OperatorId.COUNT_WINDOWS.transform(
                partials.keyBy(PartialCount::key),
                RollupRow.class,
                new CountWindows(config.counting().spread()));

        OperatorId.WRITE_ROLLUPS.on(rows.sinkTo(new RollupSink(config.postgres())));

        DataStream<BalanceChange> ends = logged.union(
                rows.getSideOutput(CountWindows.WATERMARKS),
                arrivals.getSideOutput(ReceiveRecords.BALANCE),
                distinct.getSideOutput(DropDuplicates.BALANCE));
        OperatorId.PUBLISH_PROGRESS
                .transform(ends.global(), Void.class, new PublishProgress(progress, clock))
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private static void requireAlignedCheckpoints(StreamExecutionEnvironment environment) {
        if (environment.getCheckpointConfig().isUnalignedCheckpointsEnabled()) {
            throw new IllegalStateException("execution.checkpointing.unaligned.enabled: true (expected: false), because"
                    + " progress is what the windows had counted when an aligned barrier passed them");
        }
    }

    /** In one task, the rollups are written before the barrier leaves the windows. */
    private static void requireChains(StreamExecutionEnvironment environment) {
        if (!environment.isChainingEnabled()) {
            throw new IllegalStateException("pipeline.operator-chaining.enabled: false (expected: true), because the"
                    + " barrier behind the windows says that their rows are written");
        }
    }
}
