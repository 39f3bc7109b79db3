package io.clickmill.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Scope;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.count.PartialCount;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTypeTest {
    public record Inner(String text, long number) {}

    public record All(
            String text,
            long number,
            int small,
            boolean flag,
            Integer optional,
            Instant time,
            EventKind kind,
            Inner inner,
            List<String> texts,
            Map<String, String> named) {}

    public record WithOptional(String id, Optional<String> text) {}

    public record WithSet(Set<String> ids) {}

    public record Around(WithSet inner) {}

    record Hidden(String id) {}

    @Test
    void returnsEachKindOfComponent() throws Exception {
        requireUnchanged(new All(
                "é😀",
                Long.MIN_VALUE,
                -1,
                true,
                7,
                Instant.parse("1969-12-31T23:59:59.123456789Z"),
                EventKind.SALE,
                new Inner("", Long.MAX_VALUE),
                List.of("a", "", "é"),
                Map.of("k", "v", "", "x")));
    }

    @Test
    void returnsAbsentAndEmptyComponents() throws Exception {
        requireUnchanged(new All(null, 0, 0, false, null, null, null, null, null, null));
        requireUnchanged(new All("", 0, 0, false, 0, Instant.EPOCH, EventKind.CLICK, null, List.of(), Map.of()));
        requireUnchanged(new Inner(null, 1));
    }

    /** A length takes one byte, or two, or three. */
    @ParameterizedTest
    @ValueSource(ints = {1, 126, 127, 128, 16_382, 16_383, 16_384, 70_000})
    void returnsTextsAndListsOfAnyLength(int length) throws Exception {
        requireUnchanged(new Inner("x".repeat(length), length));
        List<String> texts = new ArrayList<>(Collections.nCopies(length, "t"));
        requireUnchanged(new All("", 0, 0, false, null, null, null, null, texts, null));
    }

    @Test
    void returnsEventsWithAllTheirFields() throws Exception {
        for (Event event : SampleClicks.random(3, 500, 1_714_564_800_000L, 60_000)) {
            requireUnchanged(new Arrival(event, Verdict.ON_TIME));
        }
        requireUnchanged(new Arrival(
                Event.build(c -> {
                    c.eventId = "e";
                    c.tagIds = List.of("a", "b");
                    c.params = Map.of("a", "1", "b", "");
                    c.urlLocation = 3;
                    c.customer = new Event.Customer("1", "", "", "", "", "", Instant.ofEpochMilli(5));
                    c.sale = new Event.Sale(1999, "usd", "", "");
                    c.metadata = "{}";
                }),
                Verdict.LATE));
    }

    @Test
    void returnsBytes() throws Exception {
        for (byte[] tally : List.of(new byte[0], new byte[] {0, -1, 127}, new byte[70_000])) {
            PartialCount sent = new PartialCount(new RollupKey("acme", Scope.LINK, "l"), 60_000, tally);
            assertThat(copy(RecordType.ofRecord(PartialCount.class), sent))
                    .usingRecursiveComparison()
                    .isEqualTo(sent);
        }
    }

    @Test
    void refusesComponentsThatItCannotWrite() {
        assertThatThrownBy(() -> RecordType.ofRecord(WithOptional.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WithOptional.text: java.util.Optional<java.lang.String> (expected: ");
        assertThatThrownBy(() -> RecordType.ofRecord(Around.class)).hasMessageContaining("WithSet.ids");
    }

    @Test
    void refusesARecordThatIsNotPublic() {
        assertThatThrownBy(() -> RecordType.ofRecord(Hidden.class)).hasMessageContaining("expected: a public record");
    }

    @Test
    void cannotBecomeState() {
        TypeSerializer<Inner> serializer =
                RecordType.ofRecord(Inner.class).createSerializer(new SerializerConfigImpl());
        assertThatThrownBy(serializer::snapshotConfiguration).hasMessageContaining("is not state");
    }

    @Test
    void isEqualForTheSameRecordOnly() {
        assertThat(RecordType.ofRecord(Inner.class))
                .isEqualTo(RecordType.ofRecord(Inner.class))
                .hasSameHashCodeAs(RecordType.ofRecord(Inner.class))
                .isNotEqualTo(RecordType.ofRecord(All.class));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Record> void requireUnchanged(T value) throws Exception {
        assertThat(copy(RecordType.ofRecord((Class<T>) value.getClass()), value))
                .isEqualTo(value);
    }

    /** Flink serializes the serializer itself on its way to a task. */
    private static <T extends Record> T copy(RecordType<T> type, T value) throws Exception {
        TypeSerializer<T> serializer = InstantiationUtil.clone(type.createSerializer(new SerializerConfigImpl()));
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(value, bytes);
        DataOutputSerializer copied = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(bytes.getCopyOfBuffer()), copied);
        assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes.getCopyOfBuffer());
        return read(serializer, bytes.getCopyOfBuffer());
    }

    private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T value = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return value;
    }
}
