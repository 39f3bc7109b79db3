package io.clickmill.job.event;

import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.EventRules;
import io.clickmill.job.BenchmarkEvents;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The time to read the JSON of an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {
    private final ClickParser parser = new ClickParser(EventRules.DEFAULTS);
    private final List<byte[]> records = BenchmarkEvents.records();

    @Benchmark
    @OperationsPerInvocation(BenchmarkEvents.SIZE)
    public void parse(Blackhole parsed) {
        for (byte[] json : records) {
            parsed.consume(BenchmarkEvents.parse(parser, json));
        }
    }
}
