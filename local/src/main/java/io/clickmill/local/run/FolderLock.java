package io.clickmill.local.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a data folder for one process. The operating system releases the lock when the process ends, for whatever
 * reason. The file stays and names the last holder.
 */
public final class FolderLock implements Closeable {
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @throws CommandFailure if another process has it
     */
    public static FolderLock take(DataFolder folder) {
        try {
            FileChannel channel =
                    FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String holder = holder(folder).map(p -> " by pid " + p.pid()).orElse("");
                throw new CommandFailure("data folder in use" + holder + ": " + folder.path()
                        + "; stop it with `clickmill down`, or choose another with --data");
            }
            RunningProcess self = RunningProcess.current();
            byte[] text = (self.pid() + " " + self.startedAt().toEpochMilli() + "\n").getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text));
            return new FolderLock(channel, lock);
        } catch (IOException e) {
            throw new CommandFailure("cannot lock the data folder " + folder.path() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The process that runs, starts or stops on the folder; empty if there is none. */
    public static Optional<RunningProcess> holder(DataFolder folder) {
        try {
            String[] words = Files.readString(folder.lockFile()).strip().split(" ");
            RunningProcess process =
                    new RunningProcess(Long.parseLong(words[0]), Instant.ofEpochMilli(Long.parseLong(words[1])));
            return process.find().map(alive -> process);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
