package io.clickmill.job.event;

import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Passes every Kafka record to {@link ClickParser}. Parsing in the source keeps the raw bytes out of the job's network.
 */
public final class DeserializeClicks implements KafkaRecordDeserializationSchema<ParsedRecord> {
    private static final long serialVersionUID = 1L;

    private final EventRules rules;
    private transient @Nullable ClickParser parser;

    /** Creates the adapter of a parser with these rules. */
    public DeserializeClicks(EventRules rules) {
        this.rules = rules;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<ParsedRecord> out) {
        if (message.timestampType() != TimestampType.LOG_APPEND_TIME) {
            // A client's clock would decide what is complete: after one record from 2100, nothing would ever be counted
            // again.
            out.collect(ParsedRecord.of(new RejectedClick(
                    RejectReason.CLIENT_TIME,
                    "the record's time is of type " + message.timestampType() + " (expected: LogAppendTime)",
                    message.value(),
                    message.key(),
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    message.timestamp())));
            return;
        }
        ClickParser current = parser;
        if (current == null) {
            current = new ClickParser(rules);
            parser = current;
        }
        out.collect(current.parse(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                message.value()));
    }

    @Override
    public TypeInformation<ParsedRecord> getProducedType() {
        return TypeInformation.of(ParsedRecord.class);
    }
}
