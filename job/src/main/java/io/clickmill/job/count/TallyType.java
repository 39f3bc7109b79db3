package io.clickmill.job.count;

import io.clickmill.contract.Scope;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Flink's view of a {@link Tally}: a type of its own, because no built-in serializer knows sketches. */
final class TallyType extends TypeInformation<Tally> {
    private static final long serialVersionUID = 1;

    /** Named by the annotation of {@link Tally}. */
    public static final class Factory extends TypeInfoFactory<Tally> {
        @Override
        public TypeInformation<Tally> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return new TallyType();
        }
    }

    /** Writes the current {@link TallyFormat} and reads the one that it was made with. */
    public static final class Serializer extends TypeSerializerSingleton<Tally> {
        private static final long serialVersionUID = 2;

        private final TallyFormat format;

        Serializer(TallyFormat format) {
            this.format = format;
        }

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public Tally createInstance() {
            return new Tally(Scope.ACCOUNT);
        }

        @Override
        public Tally copy(Tally from) {
            return from.copy();
        }

        @Override
        public Tally copy(Tally from, Tally reuse) {
            return from.copy();
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public void serialize(Tally tally, DataOutputView target) throws IOException {
            if (!format.equals(TallyFormat.CURRENT)) {
                throw new IllegalStateException("a serializer for tallies of an earlier release only reads");
            }
            TallyFormat.write(tally, target);
        }

        @Override
        public Tally deserialize(DataInputView source) throws IOException {
            return format.read(source);
        }

        @Override
        public Tally deserialize(Tally reuse, DataInputView source) throws IOException {
            return format.read(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            serialize(deserialize(source), target);
        }

        @Override
        public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
            return new Snapshot(format);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Serializer serializer && serializer.format.equals(format);
        }

        @Override
        public int hashCode() {
            return format.hashCode();
        }
    }

    /**
     * What a checkpoint says about the bytes of its tallies: the words of their {@link TallyFormat}. Flink reads
     * tallies in another format with the serializer of their checkpoint, and writes them anew.
     */
    public static final class Snapshot implements TypeSerializerSnapshot<Tally> {
        /** The version of releases that stored no words. */
        private static final int WITHOUT_WORDS = 3;

        private static final int VERSION = 4;

        private TallyFormat format;

        /** For Flink, which calls {@link #readSnapshot} next. */
        public Snapshot() {
            this(TallyFormat.CURRENT);
        }

        Snapshot(TallyFormat format) {
            this.format = format;
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
                case VERSION -> TallyFormat.of(in.readUTF());
                default -> throw TallyFormat.refused("version " + version, "3 or 4");
            };
        }

        @Override
        public TypeSerializer<Tally> restoreSerializer() {
            return new Serializer(format);
        }

        @Override
        public TypeSerializerSchemaCompatibility<Tally> resolveSchemaCompatibility(TypeSerializerSnapshot<Tally> old) {
            return old instanceof Snapshot stored && stored.format.equals(format)
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        }
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<Tally> getTypeClass() {
        return Tally.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Tally> createSerializer(SerializerConfig config) {
        return new Serializer(TallyFormat.CURRENT);
    }

    @Override
    public String toString() {
        return "Tally";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TallyType;
    }

    @Override
    public int hashCode() {
        return TallyType.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof TallyType;
    }
}
