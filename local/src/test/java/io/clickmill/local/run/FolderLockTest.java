package io.clickmill.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path path;

    @Test
    void keepsASecondSystemOutAndNamesTheFirst() throws IOException {
        DataFolder folder = new DataFolder(path);
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> FolderLock.take(folder))
                    .withMessageContaining("data folder in use by pid "
                            + ProcessHandle.current().pid());
        }
        FolderLock.take(folder).close();
    }

    @Test
    void knowsItsHolder() throws IOException {
        DataFolder folder = new DataFolder(path);
        assertThat(FolderLock.holder(folder)).isEmpty();
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThat(FolderLock.holder(folder)).contains(RunningProcess.current());
        }
    }

    @Test
    void ignoresALaterProcessWithTheSamePid() throws IOException {
        DataFolder folder = new DataFolder(path);
        RunningProcess self = RunningProcess.current();
        Files.writeString(
                folder.lockFile(),
                self.pid() + " " + self.startedAt().minusSeconds(60).toEpochMilli() + "\n");
        assertThat(FolderLock.holder(folder)).isEmpty();
    }

    @Test
    void ignoresALockFileWithOtherContent() throws IOException {
        DataFolder folder = new DataFolder(path);
        Files.writeString(folder.lockFile(), "x");
        assertThat(FolderLock.holder(folder)).isEmpty();
    }
}
