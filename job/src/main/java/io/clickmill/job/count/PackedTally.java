package io.clickmill.job.count;

import io.clickmill.contract.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A {@link Tally} as bytes. It passes the shuffle and stays in the windows' state without being unpacked. Its counts
 * are needed only when its bucket is complete.
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are never changed
record PackedTally(TallyFormat format, byte[] bytes) {
    /** Packs single events in the current format. It reuses its memory, so it is for one thread. */
    static final class Packer {
        private final DataOutputSerializer out = new DataOutputSerializer(512);

        /** The tally of events; the parameters are those of {@link ListedEvents#write}. */
        byte[] pack(Scope scope, ListedEvents listed, int[] events, int count) {
            try {
                out.clear();
                TallyFormat.write(scope, listed, events, count, out);
                return out.getCopyOfBuffer();
            } catch (IOException e) {
                throw new UncheckedIOException("events could not be written into memory", e);
            }
        }
    }

    /** The packed form of a tally in the current format. */
    static PackedTally of(Tally tally) {
        DataOutputSerializer out = new DataOutputSerializer(512);
        try {
            TallyFormat.write(tally, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a tally could not be written into memory", e);
        }
        return new PackedTally(TallyFormat.CURRENT, out.getCopyOfBuffer());
    }

    /** The number of events, which needs no unpacking: it follows the scope in every format. */
    long events() {
        return ByteBuffer.wrap(bytes).getLong(1);
    }

    /**
     * The tally of the whole from packed tallies of its parts.
     *
     * @param parts at least one
     * @param maxBytes as in {@link Tally}
     */
    static Tally merge(List<PackedTally> parts, long maxBytes) throws IOException {
        PackedTally first = parts.get(0);
        Tally tally = first.format.empty(first.bytes, maxBytes);
        for (PackedTally part : parts) {
            part.format.readInto(tally, new DataInputDeserializer(part.bytes));
        }
        return tally;
    }

    Tally unpack() throws IOException {
        return format.read(new DataInputDeserializer(bytes));
    }

    /** Writes length and bytes. A tally in the format of an earlier release is packed again. */
    static class Serializer extends TallySerializer<PackedTally> {
        private static final long serialVersionUID = 1;

        Serializer(TallyFormat format) {
            super(format);
        }

        @Override
        public void serialize(PackedTally packed, DataOutputView target) throws IOException {
            byte[] bytes = packed.format().equals(TallyFormat.CURRENT)
                    ? packed.bytes()
                    : of(packed.unpack()).bytes();
            target.writeInt(bytes.length);
            target.write(bytes);
        }

        @Override
        public PackedTally deserialize(DataInputView source) throws IOException {
            byte[] bytes = new byte[source.readInt()];
            source.readFully(bytes);
            return new PackedTally(format(), bytes);
        }

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public PackedTally createInstance() {
            return of(new Tally(Scope.ACCOUNT));
        }

        @Override
        public PackedTally copy(PackedTally from) {
            return from;
        }

        @Override
        public final TypeSerializerSnapshot<PackedTally> snapshotConfiguration() {
            return new PackedTally.Snapshot(format());
        }
    }

    /** What a checkpoint says about packed tallies. */
    public static final class Snapshot extends TallySerializer.Snapshot<PackedTally> {
        /** For Flink, which calls {@link #readSnapshot} next. */
        public Snapshot() {
            this(TallyFormat.CURRENT);
        }

        Snapshot(TallyFormat format) {
            super(format);
        }

        @Override
        public TypeSerializer<PackedTally> restoreSerializer() {
            return new Serializer(format());
        }
    }
}
