package io.clickmill.job.count;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A serializer for state that holds tallies. It reads the {@link TallyFormat} that it was made with.
 *
 * @param <T> the form of a tally in the state
 */
abstract class TallySerializer<T> extends TypeSerializerSingleton<T> {
    private static final long serialVersionUID = 1;

    private final TallyFormat format;

    TallySerializer(TallyFormat format) {
        this.format = format;
    }

    final TallyFormat format() {
        return format;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TallySerializer<?> serializer
                && serializer.getClass() == getClass()
                && serializer.format.equals(format);
    }

    @Override
    public int hashCode() {
        return format.hashCode();
    }

    /**
     * What a checkpoint says about the bytes of its tallies: the words of their {@link TallyFormat}. Flink reads
     * tallies in another format with the serializer of their checkpoint, and writes them anew.
     *
     * @param <T> the form of a tally in the state
     */
    abstract static class Snapshot<T> implements TypeSerializerSnapshot<T> {
        /** The version of releases that stored no words. */
        private static final int WITHOUT_WORDS = 3;

        /** The version of releases whose windows fire as soon as they are complete. */
        private static final int WITHOUT_DELAYS = 4;

        /**
         * The bytes are those of the version before. But a release of that version would not know the windows of timers
         * with delays, and must not go on from them.
         */
        private static final int VERSION = 5;

        private TallyFormat format;

        Snapshot(TallyFormat format) {
            this.format = format;
        }

        final TallyFormat format() {
            return format;
        }

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(format.words());
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader classLoader) throws IOException {
            format = switch (version) {
                case WITHOUT_WORDS -> TallyFormat.BEFORE_WORDS;
                case WITHOUT_DELAYS, VERSION -> TallyFormat.of(in.readUTF());
                default -> throw TallyFormat.refused("version " + version, "3 to 5");
            };
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
            return old instanceof Snapshot<T> stored && stored.format.equals(format)
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        }
    }
}
