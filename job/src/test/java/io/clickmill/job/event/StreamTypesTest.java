package io.clickmill.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.event.Click;
import io.clickmill.contract.event.EventType;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.event.Trigger;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.enrich.BotReason;
import io.clickmill.job.enrich.EnrichedClick;
import io.clickmill.job.enrich.GeoPlace;
import io.clickmill.job.enrich.UserAgentFacts;
import io.clickmill.job.enrich.UtmTags;
import java.io.IOException;
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

/** What travels between operators must be serialized by Flink itself: Kryo is slow and its bytes do not age well. */
class StreamTypesTest {
    private static final Click CLICK = Click.build(c -> {
        c.accountId = "acme";
        c.eventId = "é😀";
        c.occurredAt = -1;
        c.tagIds = List.of("a", "b");
        c.params = Map.of("a", "1", "b", "");
        c.event = EventType.SALE;
        c.trigger = Trigger.PAGEVIEW;
        c.customer = new Click.Customer("1", "", "", "", "", "", 5);
        c.sale = new Click.Sale(1999, "usd", "", "");
    });

    @ParameterizedTest
    @ValueSource(
            classes = {Click.class, ParsedRecord.class, RejectedClick.class, EnrichedClick.class, ParsedLink.class})
    void travelsWithoutKryo(Class<?> type) {
        assertThat(serializer(type)).isNotNull();
    }

    @Test
    void wouldNoticeAKryoField() {
        assertThatThrownBy(() -> serializer(WithOptional.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Generic types have been disabled");
    }

    @Test
    void comesBackAsItWas() throws IOException {
        assertThat(copy(Click.class, CLICK)).isEqualTo(CLICK);
        Click least = Click.build(c -> c.eventId = "e");
        assertThat(copy(ParsedRecord.class, ParsedRecord.of(least))).isEqualTo(ParsedRecord.of(least));
        EnrichedClick human = new EnrichedClick(
                CLICK, GeoPlace.UNKNOWN, UserAgentFacts.UNKNOWN, UtmTags.NONE, "", Long.MIN_VALUE, List.of());
        assertThat(copy(EnrichedClick.class, human)).isEqualTo(human);
        UserAgentFacts robot = new UserAgentFacts("Other", "Curl", "Curl 8", "", BotReason.HTTP_LIBRARY);
        EnrichedClick bot = new EnrichedClick(
                CLICK, new GeoPlace("GB", "GB-ENG", "London", "EU"), robot, UtmTags.NONE, "x", 1, List.of("a"));
        assertThat(copy(EnrichedClick.class, bot)).isEqualTo(bot);
    }

    @Test
    void bringsTheBytesOfARejectedRecordBack() throws IOException {
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
