package io.clickmill.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether processes of this machine run. */
public final class Processes {
    private Processes() {}

    /**
     * Whether the process runs. A zombie does not run, although Java calls it alive. In a container whose first process
     * does not reap its children, every orphan stays a zombie forever.
     */
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            String line = Files.readString(stat);
            // The name before the state is in parentheses and may contain any character.
            return line.startsWith(" Z", line.lastIndexOf(')') + 1);
        } catch (IOException e) {
            // The file does not exist: the process is gone, which isAlive reports, or the system is not Linux.
            return false;
        }
    }
}
