package io.clickmill.job.count;

import io.clickmill.contract.Scope;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
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

    /** Delegates to {@link Tally#write} and {@link Tally#read}. */
    public static final class Serializer extends TypeSerializerSingleton<Tally> {
        private static final long serialVersionUID = 1;
        static final Serializer INSTANCE = new Serializer();

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
            tally.write(target);
        }

        @Override
        public Tally deserialize(DataInputView source) throws IOException {
            return Tally.read(source);
        }

        @Override
        public Tally deserialize(Tally reuse, DataInputView source) throws IOException {
            return Tally.read(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            serialize(deserialize(source), target);
        }

        @Override
        public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
            return new Snapshot();
        }
    }

    /** The serializer's identity in checkpoints; a change of the format needs a snapshot of another version. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Tally> {
        public Snapshot() {
            super(() -> Serializer.INSTANCE);
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
        return Serializer.INSTANCE;
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
