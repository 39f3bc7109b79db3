package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.time.WindowSpread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows go on from the checkpoint of an earlier release. */
class EarlierCountsTest {
    private static final long NOON = Instant.parse("2024-05-01T12:00:00Z").toEpochMilli();
    private static final long DELAY = WindowSpread.STANDARD.length().toMillis();
    private static final long END_OF_HOUR = NOON + 3_599_999 + DELAY;

    /**
     * Each file is what {@link #stateAmidAnHour} returned in an earlier release, stored by
     * {@link OperatorSnapshotUtil}. A release that changes the format of the state adds a file.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "count-windows-before-words.snapshot",
                "count-windows-words.snapshot",
                "count-windows-parts.snapshot",
                "count-windows-delays.snapshot"
            })
    void countsOnAsIfItHadWrittenTheCheckpointItself(String file) throws Exception {
        OperatorSubtaskState stored = OperatorSnapshotUtil.readStateHandle(
                Path.of(EarlierCountsTest.class.getResource(file).toURI()).toString());
        List<String> expected = rowsOfTheHour(stateAmidAnHour());
        assertThat(expected).filteredOn(row -> row.contains("TOTAL")).hasSize(Scope.values().length);
        assertThat(rowsOfTheHour(stored)).containsExactlyElementsOf(expected);
    }

    @Test
    void migratesTheStateOfAReleaseWithOtherDimensions() throws Exception {
        countsOnAfter(new KeyedProcessOperator<>(new EarlierWindows()));
    }

    @Test
    void migratesThePartsOfAReleaseWithOtherDimensions() throws Exception {
        countsOnAfter(new EarlierParts());
    }

    private static void countsOnAfter(OneInputStreamOperator<PartialCount, RollupRow> windows) throws Exception {
        OperatorSubtaskState earlier;
        RollupKey link = new RollupKey("acme", Scope.LINK, "id");
        try (Harness harness = new Harness(windows, true)) {
            harness.open();
            harness.processElement(new StreamRecord<>(new PartialCount(
                    link, NOON, PackedTally.of(new Tally(Scope.LINK)).bytes())));
            earlier = harness.snapshot(1, 1);
        }
        OperatorSubtaskState migrated;
        try (Harness harness = new Harness(new CountWindows(WindowSpread.STANDARD), true)) {
            harness.initializeState(earlier);
            harness.open();
            harness.processElement(new StreamRecord<>(new PartialCount(
                    link, NOON, PackedTally.of(tally(Scope.LINK, 62)).bytes())));
            migrated = harness.snapshot(2, 2);
        }
        try (Harness harness = new Harness(new CountWindows(WindowSpread.STANDARD), true)) {
            harness.initializeState(migrated);
            harness.open();
            harness.processWatermark(NOON + 59_999);
            assertThat(rows(harness))
                    .contains(
                            "LINK id MINUTE TOTAL false [] [22] [21] [21] [2500] [22]",
                            "LINK id MINUTE COUNTRY false [FR, IT, country0, country1] [1, 0, 11, 10]"
                                    + " [0, 0, 10, 11] [0, 1, 10, 10] [0, 500, 1000, 1000] []",
                            "LINK id MINUTE BROWSER true [] [] [] [] [] []");
        }
    }

    /** Every scope has a complete minute of 70 events, which has moved into its hour, and 10 events of the next. */
    private static OperatorSubtaskState stateAmidAnHour() throws Exception {
        try (Harness harness = new Harness(new CountWindows(WindowSpread.STANDARD), false)) {
            harness.open();
            for (Scope scope : Scope.values()) {
                RollupKey key = new RollupKey("acme", scope, scope == Scope.ACCOUNT ? "" : "id");
                harness.processElement(new StreamRecord<>(new PartialCount(
                        key, NOON, PackedTally.of(tally(scope, 70)).bytes())));
                harness.processElement(new StreamRecord<>(new PartialCount(
                        key, NOON + 60_000, PackedTally.of(tally(scope, 10)).bytes())));
            }
            harness.processWatermark(NOON + 59_999 + DELAY);
            return harness.snapshot(1, 1);
        }
    }

    private static List<String> rowsOfTheHour(OperatorSubtaskState state) throws Exception {
        try (Harness harness = new Harness(new CountWindows(WindowSpread.STANDARD), false)) {
            harness.initializeState(state);
            harness.open();
            harness.processWatermark(END_OF_HOUR);
            return rows(harness);
        }
    }

    private static Tally tally(Scope scope, int events) {
        Tally tally = new Tally(scope);
        for (int i = 0; i < events; i++) {
            String[] values = new String[Dimension.values().length];
            for (Dimension dimension : Dimension.values()) {
                values[dimension.ordinal()] = dimension == Dimension.TOTAL ? "" : dimension.word() + i % 2;
            }
            EventKind event = EventKind.values()[i % 3];
            tally.add(new CountedEvent(values, event, i, event == EventKind.SALE ? 100 : 0));
        }
        return tally;
    }

    private static List<String> rows(Harness harness) {
        return harness.extractOutputValues().stream()
                .map(row -> row.key().scope() + " " + row.key().scopeId() + " " + row.granularity() + " "
                        + row.dimension() + " " + row.overflow() + " " + Arrays.toString(row.values()) + " "
                        + Arrays.toString(row.numbers(Measure.CLICKS)) + " "
                        + Arrays.toString(row.numbers(Measure.LEADS)) + " "
                        + Arrays.toString(row.numbers(Measure.SALES)) + " "
                        + Arrays.toString(row.numbers(Measure.SALE_AMOUNT)) + " "
                        + Arrays.toString(row.uniquesEstimates()))
                .sorted()
                .toList();
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<RollupKey, PartialCount, RollupRow> {
        Harness(OneInputStreamOperator<PartialCount, RollupRow> windows, boolean rocksDb) throws Exception {
            super(windows, PartialCount::key, TypeInformation.of(RollupKey.class), 128, 1, 0);
            if (rocksDb) {
                setStateBackend(new EmbeddedRocksDBStateBackend(false));
            }
            setup(TypeInformation.of(RollupRow.class)
                    .createSerializer(getExecutionConfig().getSerializerConfig()));
        }
    }

    /** The windows of a release with the dimensions of {@link TallyFormatTest#EARLIER}. */
    private static final class EarlierWindows extends KeyedProcessFunction<RollupKey, PartialCount, RollupRow> {
        private static final long serialVersionUID = 1;

        @Override
        public void processElement(PartialCount partial, Context context, Collector<RollupRow> out) throws Exception {
            MapState<Long, Tally> minutes = getRuntimeContext()
                    .getMapState(new MapStateDescriptor<>("minutes", LongSerializer.INSTANCE, new EarlierSerializer()));
            minutes.put(partial.minuteStart(), new Tally(partial.key().scope()));
            context.timerService().registerEventTimeTimer(partial.minuteStart() + 59_999);
        }
    }

    /** The same with windows that append. */
    private static final class EarlierParts extends AbstractStreamOperator<RollupRow>
            implements OneInputStreamOperator<PartialCount, RollupRow>, Triggerable<RollupKey, VoidNamespace> {
        private static final long serialVersionUID = 1;

        @Override
        public void processElement(StreamRecord<PartialCount> element) throws Exception {
            long start = element.getValue().minuteStart();
            getPartitionedState(
                            start,
                            LongSerializer.INSTANCE,
                            new ListStateDescriptor<>("minute-parts", new EarlierPartsSerializer()))
                    .add(new PackedTally(TallyFormatTest.EARLIER, new byte[0]));
            getInternalTimerService("user-timers", VoidNamespaceSerializer.INSTANCE, this)
                    .registerEventTimeTimer(VoidNamespace.INSTANCE, start + 59_999);
        }

        @Override
        public void onEventTime(InternalTimer<RollupKey, VoidNamespace> timer) {}

        @Override
        public void onProcessingTime(InternalTimer<RollupKey, VoidNamespace> timer) {}
    }

    /** Writes the same two events whatever the tally. */
    private static final class EarlierPartsSerializer extends PackedTally.Serializer {
        private static final long serialVersionUID = 1;

        EarlierPartsSerializer() {
            super(TallyFormatTest.EARLIER);
        }

        @Override
        public void serialize(PackedTally tally, DataOutputView target) throws IOException {
            DataOutputSerializer bytes = new DataOutputSerializer(64);
            TallyFormatTest.writeFew(bytes);
            target.writeInt(bytes.length());
            target.write(bytes.getCopyOfBuffer());
        }
    }

    /** Writes the same two events whatever the tally. */
    public static final class EarlierSerializer extends TypeSerializerSingleton<Tally> {
        private static final long serialVersionUID = 1;

        private static final TypeSerializer<Tally> READER =
                new TallyType.Snapshot(TallyFormatTest.EARLIER).restoreSerializer();

        @Override
        public void serialize(Tally tally, DataOutputView target) throws IOException {
            DataOutputSerializer bytes = new DataOutputSerializer(64);
            TallyFormatTest.writeFew(bytes);
            target.write(bytes.getCopyOfBuffer());
        }

        @Override
        public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
            return READER.snapshotConfiguration();
        }

        @Override
        public boolean isImmutableType() {
            return READER.isImmutableType();
        }

        @Override
        public Tally createInstance() {
            return READER.createInstance();
        }

        @Override
        public Tally copy(Tally from) {
            return READER.copy(from);
        }

        @Override
        public Tally copy(Tally from, Tally reuse) {
            return READER.copy(from);
        }

        @Override
        public int getLength() {
            return READER.getLength();
        }

        @Override
        public Tally deserialize(DataInputView source) throws IOException {
            return READER.deserialize(source);
        }

        @Override
        public Tally deserialize(Tally reuse, DataInputView source) throws IOException {
            return READER.deserialize(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            READER.copy(source, target);
        }
    }
}
