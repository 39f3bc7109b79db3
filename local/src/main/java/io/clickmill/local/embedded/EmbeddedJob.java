package io.clickmill.local.embedded;

import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** STAND-IN until the job is there: a job that counts to infinity. */
final class EmbeddedJob implements JobTopology {
    EmbeddedJob(Map<String, String> settings) {}

    @Override
    public Configuration configuration() {
        return new Configuration();
    }

    @Override
    public void wire(StreamExecutionEnvironment environment) {
        environment
                .fromSource(new NumberSequenceSource(0, Long.MAX_VALUE), WatermarkStrategy.noWatermarks(), "numbers")
                .map(number -> {
                    Thread.sleep(100);
                    return number;
                })
                .returns(Long.class)
                .sinkTo(new DiscardingSink<>());
    }
}
