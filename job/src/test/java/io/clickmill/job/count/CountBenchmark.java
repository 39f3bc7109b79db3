package io.clickmill.job.count;

import io.clickmill.contract.event.Event;
import io.clickmill.job.BenchmarkEvents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The times to bundle an event, and to count it in all of its scopes when its minute is complete. Both are for an event
 * of four scopes and 75 values.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountBenchmark {
    private static final int BUNDLE_EVENTS = BenchmarkEvents.SIZE / 4;

    private final List<Event> events = BenchmarkEvents.enriched();
    private final Bundle bundle = new Bundle(BUNDLE_EVENTS);
    private Collection<List<PackedTally>> parts;

    @Setup
    public void bundleOnce() {
        parts = bundle().stream()
                .collect(Collectors.groupingBy(
                        PartialCount::key,
                        Collectors.mapping(
                                part -> new PackedTally(TallyFormat.CURRENT, part.tally()), Collectors.toList())))
                .values();
    }

    @Benchmark
    @OperationsPerInvocation(BenchmarkEvents.SIZE)
    public List<PartialCount> bundle() {
        List<PartialCount> counts = new ArrayList<>();
        for (Event event : events) {
            bundle.add(event);
            if (bundle.isFull()) {
                bundle.removeUpTo(Long.MAX_VALUE, counts::add);
            }
        }
        return counts;
    }

    @Benchmark
    @OperationsPerInvocation(BenchmarkEvents.SIZE)
    public void count(Blackhole tallies) throws Exception {
        for (List<PackedTally> ofKey : parts) {
            tallies.consume(PackedTally.merge(ofKey, Long.MAX_VALUE));
        }
    }
}
