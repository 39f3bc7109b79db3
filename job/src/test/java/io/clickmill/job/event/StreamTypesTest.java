package io.clickmill.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.event.Event.Findings;
import io.clickmill.contract.event.Event.Place;
import io.clickmill.contract.event.Event.Request;
import io.clickmill.contract.event.Event.Utm;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.event.Trigger;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that Flink itself can serialize what is sent between operators. Kryo is slow, and its bytes do not survive
 * changes of classes.
 */
class StreamTypesTest {
    private static final Event CLICK = Event.build(c -> {
        c.accountId = "acme";
        c.eventId = "é😀";
        c.occurredAt = -1;
        c.tagIds = List.of("a", "b");
        c.params = Map.of("a", "1", "b", "");
        c.kind = EventKind.SALE;
        c.trigger = Trigger.PAGEVIEW;
        c.customer = new Event.Customer("1", "", "", "", "", "", Instant.ofEpochMilli(5));
        c.sale = new Event.Sale(1999, "usd", "", "");
    });

    @ParameterizedTest
    @ValueSource(classes = {Event.class, Arrival.class, ParsedRecord.class, RejectedClick.class, ParsedLink.class})
    void travelsWithoutKryo(Class<?> type) {
        assertThat(serializer(type)).isNotNull();
    }

    @Test
    void noticesAKryoField() {
        assertThatThrownBy(() -> serializer(WithOptional.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Generic types have been disabled");
    }

    @Test
    void isReadBackUnchanged() throws IOException {
        assertThat(copy(Event.class, CLICK)).isEqualTo(CLICK);
        Event least = Event.build(c -> c.eventId = "e");
        assertThat(copy(ParsedRecord.class, ParsedRecord.of(least))).isEqualTo(ParsedRecord.of(least));
        Event human = CLICK.enriched(
                new Findings(CLICK.request(), Place.UNKNOWN, Client.UNKNOWN, Utm.NONE, Long.MIN_VALUE, List.of()));
        assertThat(copy(Event.class, human)).isEqualTo(human);
        Event bot = CLICK.enriched(new Findings(
                new Request("1.2.3.4", "curl/8", "https://x", "x", Trigger.LINK),
                new Place("GB", "GB-ENG", "London", "EU"),
                new Client("Other", "Curl", "Curl 8", ""),
                new Utm("a", "b", "c", "d", "e"),
                1,
                List.of("http_library")));
        assertThat(copy(Arrival.class, new Arrival(bot, Verdict.LATE))).isEqualTo(new Arrival(bot, Verdict.LATE));
    }

    @Test
    void returnsTheBytesOfARejectedRecord() throws IOException {
        RejectedClick rejected =
                new RejectedClick(RejectReason.INVALID_JSON, "detail", new byte[] {0, -1}, null, "clicks", 1, 2, 3);
        RejectedClick copy = copy(ParsedRecord.class, ParsedRecord.of(rejected)).rejected();
        assertThat(copy).usingRecursiveComparison().isEqualTo(rejected);
    }

    private static <T> T copy(Class<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = serializer(type);
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(value, bytes);
        return serializer.deserialize(new DataInputDeserializer(bytes.getCopyOfBuffer()));
    }

    private static <T> TypeSerializer<T> serializer(Class<T> type) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        return TypeInformation.of(type).createSerializer(config);
    }

    public record WithOptional(String id, Optional<String> text) {}
}
