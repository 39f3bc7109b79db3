package io.clickmill.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as it was when it wrote its number down. The start time tells it from a later process that got the same number.
 *
 * @param startedAt as the operating system tells it, which may be to a hundredth of a second
 */
public record RunningProcess(long pid, Instant startedAt) {
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public static RunningProcess current() {
        ProcessHandle self = ProcessHandle.current();
        return new RunningProcess(self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process, if it is the same one and still runs. */
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
