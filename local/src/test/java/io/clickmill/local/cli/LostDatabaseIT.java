package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Topics;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.RunningSystem;
import io.clickmill.local.run.SystemStatus;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a data folder whose database does not belong to its checkpoints. */
class LostDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    @Test
    void isRefusedUntilTheRightDatabaseIsBack() throws Exception {
        Path data = temp.resolve("data");
        Path postgres = data.resolve("postgres");
        Path older = temp.resolve("older");
        Path right = temp.resolve("right");

        LocalRun.up(data, "--port", "0");
        send(data, "before");
        down(data);
        copy(postgres, older);

        LocalRun.up(data, "--port", "0");
        send(data, "after");
        down(data);
        Files.move(postgres, right);

        LocalRun.Ended removed = LocalRun.upFailing(data, "--port", "0");
        assertThat(removed.exitCode()).isEqualTo(1);
        assertThat(removed.output()).contains(postgres + ": no database (expected: ");
        assertThat(postgres).doesNotExist();

        copy(older, postgres);
        LocalRun.Ended replaced = LocalRun.upFailing(data, "--port", "0");
        assertThat(replaced.exitCode()).isEqualTo(1);
        assertThat(replaced.output())
                .contains("Bring back the database that belongs to it")
                .contains("CLICKMILL_REBUILD_WITHOUT_STATE=true");

        Files.move(postgres, temp.resolve("refused"));
        Files.move(right, postgres);
        LocalRun.up(data, "--port", "0");
        assertThat(clicks(data)).isEqualTo(2);
        send(data, "again");
        assertThat(Await.until(PATIENCE, () -> clicks(data), clicks -> clicks == 3))
                .isEqualTo(3);
        down(data);
    }

    /** Sends a click, and waits for a checkpoint with it: an older database still belongs to an older checkpoint. */
    private static void send(Path data, String campaign) throws Exception {
        long before = clicks(data);
        assertThat(client(data).post("{\"campaign_id\":\"" + campaign + "\"}").status())
                .isEqualTo(202);
        assertThat(Await.until(PATIENCE, () -> clicks(data), clicks -> clicks == before + 1))
                .isEqualTo(before + 1);
        assertThat(Await.until(PATIENCE, () -> lag(data), records -> records == 0))
                .isZero();
    }

    /** The number of records that the last checkpoint does not include. */
    private static long lag(Path data) throws Exception {
        RunningSystem system = new RunningSystem(new DataFolder(data), null, Topics.DEFAULTS, null);
        return SystemStatus.read(system, Clock.systemUTC().instant()).lagRecords();
    }

    private static long clicks(Path data) throws IOException {
        return client(data)
                .get("/v1/stats", Map.of())
                .data()
                .get(0)
                .get("clicks")
                .asLong();
    }

    private static ApiClient client(Path data) throws IOException {
        return new ApiClient(
                LocalRun.description(data).apiUrl(),
                Files.readString(data.resolve("demo.key")).strip());
    }

    private static void down(Path data) {
        assertThat(LocalRun.command("down", "--data", data.toString()).exitCode())
                .isZero();
    }

    /** Copies a folder with its permissions. PostgreSQL starts only on a folder that nobody else may read. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.copy(folder, to.resolve(from.relativize(folder).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
