package io.clickmill.local.run;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tries what Kafka's clients can do with given settings. An outcome is {@link #DONE} or the name of the error. */
public final class KafkaProbe {
    public static final String DONE = "done";

    private static final String TOPIC = "clicks";
    private static final int WAIT_MILLIS = 3_000;

    private KafkaProbe() {}

    /** Tries reading, writing and administering on a listener for clients. It may leave a record without a value. */
    public static Map<String, String> clients(Map<String, String> settings) {
        Map<String, Object> quick = quick(settings);
        Map<String, String> outcomes = new LinkedHashMap<>();
        outcomes.put("consumer", outcome(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(quick, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                return consumer.partitionsFor(TOPIC);
            }
        }));
        outcomes.put("producer", outcome(() -> {
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(quick, new ByteArraySerializer(), new ByteArraySerializer())) {
                return producer.send(new ProducerRecord<>(TOPIC, null)).get();
            }
        }));
        outcomes.put("admin", outcome(() -> {
            try (Admin admin = Admin.create(quick)) {
                return admin.listTopics().names().get(2L * WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        }));
        return outcomes;
    }

    /** Tries the controller's listener, which only Kafka itself uses. */
    public static String controller(String address, Map<String, String> settings) {
        Map<String, Object> quick = quick(settings);
        quick.remove("bootstrap.servers");
        quick.put("bootstrap.controllers", address);
        return outcome(() -> {
            try (Admin admin = Admin.create(quick)) {
                return admin.describeMetadataQuorum().quorumInfo().get(2L * WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private static Map<String, Object> quick(Map<String, String> settings) {
        Map<String, Object> quick = new HashMap<>(settings);
        for (String wait : List.of("default.api.timeout.ms", "request.timeout.ms", "max.block.ms")) {
            quick.put(wait, WAIT_MILLIS);
        }
        // The producer requires a longer timeout for a record than for a request.
        quick.put("delivery.timeout.ms", 2 * WAIT_MILLIS);
        return quick;
    }

    private static String outcome(Callable<?> attempt) {
        try {
            attempt.call();
            return DONE;
        } catch (ExecutionException e) {
            return e.getCause().getClass().getSimpleName();
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }
}
