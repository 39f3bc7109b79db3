package io.clickmill.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether processes of this machine run. */
public final class Processes {
    private Processes() {}

    /**
     * True if the process runs. A zombie does not, although Java calls it alive: in a container whose first process reaps
     * nothing, every orphan stays one for ever.
     */
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            String line = Files.readString(stat);
            // The name before the state is in parentheses and may hold any character.
            return line.startsWith(" Z", line.lastIndexOf(')') + 1);
        } catch (IOException e) {
            // No such file: gone, which isAlive tells, or not Linux.
            return false;
        }
    }
}
