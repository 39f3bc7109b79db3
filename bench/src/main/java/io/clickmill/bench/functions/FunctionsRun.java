package io.clickmill.bench.functions;

import io.clickmill.bench.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks of the class path in processes of their own.
 *
 * @param processes how many times each function is measured in a new JVM
 * @param iterations how many seconds each JVM warms up, and then measures
 */
public record FunctionsRun(int processes, int iterations) {
    /** @param log the file for what JMH prints */
    public FunctionsReport measure(Path log, Progress progress) throws RunnerException {
        List<String> names = names();
        Map<String, FunctionsReport.Time> times = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String function = name.substring(name.lastIndexOf('.') + 1);
            progress.at("measuring " + function, i, names.size());
            RunResult result = new Runner(new OptionsBuilder()
                            .include("^" + name.replace(".", "\\.") + "$")
                            .forks(processes)
                            .warmupIterations(iterations)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(iterations)
                            .measurementTime(TimeValue.seconds(1))
                            .output(log + "-" + function + ".log")
                            .build())
                    .runSingle();
            Result<?> time = result.getPrimaryResult();
            times.put(function, new FunctionsReport.Time(time.getScore(), time.getScoreError()));
        }
        return new FunctionsReport(times);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (BenchmarkListEntry benchmark : BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of())) {
            names.add(benchmark.getUsername());
        }
        return names;
    }
}
