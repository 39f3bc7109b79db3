package io.clickmill.job.log;

import io.clickmill.contract.event.Event;
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

/** The time to form a row of the log. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CopyRowsBenchmark {
    private final List<Event> events = BenchmarkEvents.enriched();
    private final CopyRows rows = new CopyRows();

    @Benchmark
    @OperationsPerInvocation(BenchmarkEvents.SIZE)
    public CopyRows form() {
        rows.clear();
        for (Event event : events) {
            rows.event(event).endRow();
        }
        return rows;
    }
}
