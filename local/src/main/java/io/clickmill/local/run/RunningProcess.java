package io.clickmill.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that has written down its pid. The start time tells it from a later process with the same pid.
 *
 * @param startedAt the start time by the operating system, whose precision may be a hundredth of a second
 */
public record RunningProcess(long pid, Instant startedAt) {
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public static RunningProcess current() {
        ProcessHandle self = ProcessHandle.current();
        return new RunningProcess(self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process; empty if it no longer runs, or if another process has its pid. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(Processes::isRunning).filter(this::startedThen);
    }

    private boolean startedThen(ProcessHandle found) {
        return found.info()
                .startInstant()
                .map(start -> Duration.between(startedAt, start).abs().compareTo(TOLERANCE) < 0)
                .orElse(startedAt.equals(Instant.EPOCH));
    }
}
