package io.clickmill.job.count;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Scope;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.flink.core.memory.DataInputDeserializer;

/**
 * Packed parts of an account in a temporary file. A run holds parts in the order of their keys and times, and later runs
 * hold later ones. So the parts of all runs can be read key by key in the order of time, with little memory.
 *
 * <p>A part in the file is its key, the start of its bucket, and the length and bytes of its {@link PackedTally}. The
 * system deletes the file when it is closed, or when the process ends in any other way.
 */
final class SortedRuns implements AutoCloseable {
    /** While the runs are read, a part of each is in memory: a hundred kilobytes, or some more if its texts are long. */
    private static final int MAX_PART_EVENTS = 1 << 10;

    private static final int BUFFER_BYTES = 1 << 14;

    private static final Scope[] SCOPES = Scope.values();

    private final String accountId;
    private final FileChannel file;
    private final List<Run> runs = new ArrayList<>();
    private final PackedTally.Packer packer = new PackedTally.Packer();

    /** Receives the parts. */
    interface Parts<E extends Exception> {
        /** @param start the start of the part's bucket in epoch milliseconds */
        void accept(RollupKey key, long start, Part part) throws E;
    }

    /** Where a run is in the file. */
    private record Run(long from, long to) {}

    SortedRuns(String accountId) throws IOException {
        this.accountId = accountId;
        Path path = Files.createTempFile("clickmill-", ".counts");
        this.file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Writes a run of all events, which must not be before those of the last run. */
    void write(EventsByKey events, Granularity granularity) throws IOException {
        long from = file.position();
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES));
        for (RollupKey key : events.keys()) {
            events.<IOException>forEachPart(key, granularity, (start, part) -> {
                for (byte[] packed : ((EventsByKey.Listed) part).pack(key.scope(), MAX_PART_EVENTS, packer)) {
                    out.writeByte(key.scope().ordinal());
                    out.writeUTF(key.scopeId());
                    out.writeLong(start);
                    out.writeInt(packed.length);
                    out.write(packed);
                }
            });
        }
        out.flush();
        runs.add(new Run(from, file.position()));
    }

    /** Gives the parts of all runs, key by key in the order of time. */
    <E extends Exception> void forEachPart(Parts<E> parts) throws E {
        Comparator<Reader> byKey = Comparator.comparingInt((Reader reader) -> reader.scope)
                .thenComparing(reader -> reader.scopeId)
                .thenComparingInt(reader -> reader.number);
        PriorityQueue<Reader> readers = new PriorityQueue<>(byKey);
        for (int i = 0; i < runs.size(); i++) {
            Reader reader = new Reader(i);
            if (reader.next()) {
                readers.add(reader);
            }
        }
        while (!readers.isEmpty()) {
            Reader first = readers.remove();
            RollupKey key = new RollupKey(accountId, SCOPES[first.scope], first.scopeId);
            boolean more;
            do {
                parts.accept(key, first.start, new Packed(first.packed));
                more = first.next();
            } while (more && first.scope == key.scope().ordinal() && first.scopeId.equals(key.scopeId()));
            if (more) {
                readers.add(first);
            }
        }
    }

    /** A part as bytes. */
    private record Packed(PackedTally tally) implements Part {
        Packed(byte[] bytes) {
            this(new PackedTally(TallyFormat.CURRENT, bytes));
        }

        @Override
        public long events() {
            return tally.events();
        }

        @Override
        public void addTo(Tally sum) {
            try {
                TallyFormat.CURRENT.readInto(sum, new DataInputDeserializer(tally.bytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("counts could not be read from memory", e);
            }
        }
    }

    /** Reads a run, one part at a time. */
    private final class Reader {
        private final int number;
        private final Run run;
        private final DataInputStream in;
        private long position;
        private int scope;
        private String scopeId = "";
        private long start;
        private byte[] packed = {};

        Reader(int number) {
            this.number = number;
            this.run = runs.get(number);
            this.position = run.from();
            this.in = new DataInputStream(new BufferedInputStream(new Bytes(), BUFFER_BYTES));
        }

        /** Reads the next part, if there is one. */
        boolean next() {
            try {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                scope = next;
                scopeId = in.readUTF();
                start = in.readLong();
                packed = new byte[in.readInt()];
                in.readFully(packed);
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("a temporary file cannot be read", e);
            }
        }

        /** The bytes of the run. */
        private final class Bytes extends InputStream {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int most = (int) Math.min(length, run.to() - position);
                if (most == 0) {
                    return -1;
                }
                int read = file.read(ByteBuffer.wrap(bytes, offset, most), position);
                position += Math.max(read, 0);
                return read;
            }
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file cannot be closed", e);
        }
    }
}
