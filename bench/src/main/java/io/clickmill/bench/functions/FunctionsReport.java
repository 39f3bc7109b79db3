package io.clickmill.bench.functions;

import io.clickmill.bench.Report;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured.
 *
 * @param nsPerEvent by the name of the function
 */
public record FunctionsReport(String benchmark, Map<String, Time> nsPerEvent) implements Report {
    /**
     * A time in nanoseconds.
     *
     * @param mean the mean of all iterations
     * @param error half the width of its confidence interval of 99.9 %
     */
    public record Time(double mean, double error) {}

    FunctionsReport(Map<String, Time> nsPerEvent) {
        this("functions", nsPerEvent);
    }

    @Override
    public String text() {
        return nsPerEvent.entrySet().stream()
                .map(time -> String.format(
                        Locale.ROOT,
                        "%-8s %,8.0f ns an event (+- %,.0f)%n",
                        time.getKey(),
                        time.getValue().mean(),
                        time.getValue().error()))
                .collect(Collectors.joining());
    }
}
