package io.clickmill.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests with real processes: this one stands for a system that starts, and a short-lived one for a system that ends.
 */
class StartingSystemTest {
    @TempDir
    private Path temp;

    private final List<String> told = new ArrayList<>();

    @Test
    void waitsForASystemThatStarts() throws Exception {
        DataFolder folder = new DataFolder(temp);
        RunningProcess self = RunningProcess.current();
        hold(folder, self.pid(), self.startedAt());
        RunFile description = description(self);
        CompletableFuture<Optional<RunFile>> found =
                CompletableFuture.supplyAsync(() -> new StartingSystem(folder, told::add).await());
        Thread.sleep(300);
        assertThat(found).isNotDone();
        description.write(folder);
        assertThat(found.get()).contains(description);
        assertThat(told).containsExactly("clickmill: waiting until the system of " + temp + " is ready ...");
    }

    @Test
    void saysNothingIfTheSystemIsReady() throws Exception {
        DataFolder folder = new DataFolder(temp);
        RunningProcess self = RunningProcess.current();
        hold(folder, self.pid(), self.startedAt());
        description(self).write(folder);
        assertThat(new StartingSystem(folder, told::add).await()).isPresent();
        assertThat(told).isEmpty();
    }

    @Test
    void findsNothingIfNothingRuns() {
        assertThat(new StartingSystem(new DataFolder(temp), told::add).await()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void failsIfTheSystemEndsBeforeItIsReady() throws Exception {
        DataFolder folder = new DataFolder(temp);
        Process process = new ProcessBuilder("sleep", "1").start();
        hold(folder, process.pid(), process.info().startInstant().orElseThrow());
        assertThatThrownBy(() -> new StartingSystem(folder, told::add).await())
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the system of " + temp + " has ended before it was ready; see " + folder.logFile());
    }

    private static void hold(DataFolder folder, long pid, Instant startedAt) throws IOException {
        Files.writeString(folder.lockFile(), pid + " " + startedAt.toEpochMilli() + "\n");
    }

    private static RunFile description(RunningProcess process) {
        return new RunFile(
                process.pid(),
                process.startedAt().toEpochMilli(),
                "2026-11-20T10:00:00Z",
                "0.1.0",
                "17",
                "http://127.0.0.1:8080",
                "127.0.0.1:9092",
                "jdbc:postgresql://127.0.0.1:5432/clickmill",
                "http://127.0.0.1:8081",
                "0");
    }
}
