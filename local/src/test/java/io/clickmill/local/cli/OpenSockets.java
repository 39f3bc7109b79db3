package io.clickmill.local.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The open sockets of a process and its descendants, read from Linux's {@code /proc}. */
final class OpenSockets {
    private static final String LISTENING = "0A";
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private OpenSockets() {}

    /**
     * Returns the listening TCP sockets and all UDP sockets.
     *
     * @param roots process ids. PostgreSQL must be given too, as it is not a child of the process that started it
     */
    static Set<InetSocketAddress> of(long... roots) throws IOException {
        List<ProcessHandle> processes = LongStream.of(roots)
                .mapToObj(root -> ProcessHandle.of(root).orElseThrow())
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .toList();
        Set<String> inodes = new HashSet<>();
        for (ProcessHandle process : processes) {
            inodes.addAll(inodes(process));
        }
        Path net = Path.of("/proc/self/net");
        Set<InetSocketAddress> open = new HashSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String[] row : rows(net.resolve(table))) {
                boolean waits = table.startsWith("udp") || row[STATE].equals(LISTENING);
                if (waits && inodes.contains(row[INODE])) {
                    open.add(address(row[ADDRESS]));
                }
            }
        }
        return open;
    }

    private static Set<String> inodes(ProcessHandle process) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path file : files.toList()) {
                String target = target(file);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        } catch (NoSuchFileException e) {
            // The process has ended after it was listed, as workers of PostgreSQL do.
            return Set.of();
        }
        return inodes;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // The socket was closed after it was listed.
            return "";
        }
    }

    private static List<String[]> rows(Path table) throws IOException {
        List<String[]> rows = new ArrayList<>();
        if (Files.exists(table)) {
            Files.readAllLines(table).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .forEach(rows::add);
        }
        return rows;
    }

    /**
     * Parses an address such as {@code 0100007F:1F90}: words of four bytes in this machine's byte order, and a port.
     */
    private static InetSocketAddress address(String text) throws IOException {
        String[] parts = text.split(":");
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0]));
        ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), Integer.parseInt(parts[1], 16));
    }
}
