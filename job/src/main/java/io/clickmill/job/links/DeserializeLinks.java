package io.clickmill.job.links;

import io.clickmill.contract.links.LinkParser;
import io.clickmill.contract.links.ParsedLink;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Passes every record of topic {@code links} to {@link LinkParser}. */
public final class DeserializeLinks implements KafkaRecordDeserializationSchema<ParsedLink> {
    private static final long serialVersionUID = 1L;

    private static final LinkParser PARSER = new LinkParser();

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<ParsedLink> out) {
        out.collect(PARSER.parse(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                message.value()));
    }

    @Override
    public TypeInformation<ParsedLink> getProducedType() {
        return TypeInformation.of(ParsedLink.class);
    }
}
