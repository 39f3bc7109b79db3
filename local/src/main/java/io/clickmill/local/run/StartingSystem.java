package io.clickmill.local.run;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A system that has locked its data folder but is not ready yet. Commands that need the system wait for it, as a user
 * who runs one command after another expects. The wait ends when the system is ready or has ended.
 */
final class StartingSystem {
    /** The maximum wait. It is longer than {@code up} itself waits for any part. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final DataFolder folder;
    private final Consumer<String> progress;

    /** @param progress gets one line, which says what the command waits for */
    StartingSystem(DataFolder folder, Consumer<String> progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Returns the description of the system once it is ready; empty if nothing runs on the folder.
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
            // Check the holder first. If the system becomes ready and writes its file in between, the next line finds
            // it.
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
