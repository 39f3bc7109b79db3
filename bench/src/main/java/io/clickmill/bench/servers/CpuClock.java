package io.clickmill.bench.servers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processor time that the parts of the system have used. Kafka is those threads of this process that have the names
 * of the broker's, and the API those with the names of its own. The job is the rest of the process, with the garbage
 * collection and the compiler. PostgreSQL is its
 * server process with its children, also those that have ended.
 */
public final class CpuClock {
    /** The broker's threads, but not those of clients, which belong to the job. */
    private static final Pattern BROKER = Pattern.compile(
            "(data-plane|controller|broker|quorum|metadata|raft|group|share"
                    + "|transaction|ExpirationReaper|LogDir|TxnMarker|ReplicaFetcher|kafka-(?!producer|admin|coordinator)).*");

    /** Clock ticks a second in /proc; Linux shows this number to programs on all of its platforms. */
    private static final long TICKS = 100;

    /** The API's threads: those that answer, and those that listen and tell. */
    private static final Pattern API = Pattern.compile("(qtp|live-sender|log-listener|clickmill-api|seals-ahead).*");

    private static final long NANOS = 1_000_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Path postgresData;

    /** @param postgresData the data folder of the server */
    public CpuClock(Path postgresData) {
        this.postgresData = postgresData;
    }

    /**
     * Nanoseconds of processor time. PostgreSQL's is empty on systems without {@code /proc}. The API's is without garbage
     * collection and compiler, and is not part of the job's.
     */
    public record Reading(long job, long kafka, long api, OptionalLong postgres) {}

    /** What has been used until now. */
    public Reading read() throws IOException {
        long kafka = nanosOf(BROKER);
        long api = nanosOf(API);
        long process = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new Reading(process - kafka - api, kafka, api, postgresNanos());
    }

    private static long nanosOf(Pattern names) {
        ThreadInfo[] threads = THREADS.getThreadInfo(THREADS.getAllThreadIds());
        return Arrays.stream(threads)
                .filter(Objects::nonNull)
                .filter(thread -> names.matcher(thread.getThreadName()).matches())
                .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    private OptionalLong postgresNanos() throws IOException {
        String server = Files.readAllLines(postgresData.resolve("postmaster.pid"))
                .get(0)
                .strip();
        Path proc = Path.of("/proc");
        if (!Files.exists(proc.resolve(server).resolve("stat"))) {
            return OptionalLong.empty();
        }
        long ticks = 0;
        try (Stream<Path> processes = Files.list(proc)) {
            for (Path process : processes.filter(CpuClock::isProcess).toList()) {
                List<String> fields = fields(process);
                boolean isServer = process.endsWith(server);
                if (isServer || fields.size() > 1 && fields.get(1).equals(server)) {
                    // utime and stime, and for the server also those of children that have ended.
                    ticks += sum(fields, 11, isServer ? 15 : 13);
                }
            }
        }
        return OptionalLong.of(ticks * NANOS / TICKS);
    }

    private static boolean isProcess(Path path) {
        return path.getFileName().toString().chars().allMatch(Character::isDigit);
    }

    /** The fields of a process from its state on; empty if it has ended. See proc(5). */
    private static List<String> fields(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long sum(List<String> fields, int from, int to) {
        return fields.subList(from, to).stream().mapToLong(Long::parseLong).sum();
    }
}
