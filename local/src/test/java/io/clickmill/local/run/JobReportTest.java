package io.clickmill.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobReportTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    private Path path;

    @Test
    void returnsAReportUntilItIsOld() throws Exception {
        DataFolder folder = new DataFolder(path);
        JobReport running = new JobReport(NOW.toEpochMilli(), "RUNNING", 2L, "it \"broke\"\nonce", 1_700_000_000_123L);
        running.write(folder);
        assertThat(JobReport.read(folder, NOW)).contains(running);
        assertThat(JobReport.read(folder, NOW.plus(JobReport.MAX_AGE))).contains(running);
        assertThat(JobReport.read(folder, NOW.plus(JobReport.MAX_AGE).plusMillis(1)))
                .isEmpty();
        assertThat(running.watermark()).contains(Instant.ofEpochMilli(1_700_000_000_123L));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.jobFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void returnsNothingWithoutAValidReport() throws Exception {
        DataFolder folder = new DataFolder(path);
        assertThat(JobReport.read(folder, NOW)).isEmpty();
        JobReport young = new JobReport(NOW.toEpochMilli(), "CREATED", null, null, null);
        young.write(folder);
        assertThat(JobReport.read(folder, NOW)).contains(young);
        assertThat(young.watermark()).isEmpty();
        Files.writeString(folder.jobFile(), "half a");
        assertThat(JobReport.read(folder, NOW)).isEmpty();
    }
}
