package io.clickmill.local.run;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A system that has its data folder but is not ready yet. Commands that need it wait for it, as a user who starts one
 * after the other expects; the wait ends when the system is ready, or has ended.
 */
final class StartingSystem {
    /** Longer than {@code up} itself waits for any of its parts. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final DataFolder folder;
    private final Consumer<String> progress;

    /** @param progress told once what is waited for */
    StartingSystem(DataFolder folder, Consumer<String> progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Returns the description of the system once it is ready, empty where nothing runs on the folder.
     *
     * @throws CommandFailure if the system ends before it is ready, or is not ready after five minutes
     */
    Optional<RunFile> await() {
        Optional<RunFile> ready = RunFile.ofRunning(folder);
        if (ready.isPresent() || FolderLock.holder(folder).isEmpty()) {
            return ready;
        }
        progress.accept("clickmill: waiting until the system of " + folder.path() + " is ready ...");
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (ready.isEmpty()) {
            pause();
            // The holder is asked first: a system that writes its file in between is then found by the second question.
            boolean ended = FolderLock.holder(folder).isEmpty();
            ready = RunFile.ofRunning(folder);
            if (ready.isEmpty() && ended) {
                throw new CommandFailure(
                        "the system of " + folder.path() + " has ended before it was ready; see " + folder.logFile());
            }
            if (ready.isEmpty() && System.nanoTime() > deadline) {
                throw new CommandFailure("the system of " + folder.path() + " is not ready after "
                        + LONGEST_WAIT.toMinutes() + " minutes; see " + folder.logFile());
            }
        }
        return ready;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for the system to start", e);
        }
    }
}
