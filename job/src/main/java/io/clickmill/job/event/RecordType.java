package io.clickmill.job.event;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The type of an immutable Java record that travels from task to task, as {@link RecordCodec} writes it. Flink's own
 * serializer of records reads each component by reflection and each text character by character, which takes twice as
 * long. Records of this type cannot be state, because the bytes say nothing about the components.
 *
 * @param <T> a public record, whose components are {@code String}, {@code long}, {@code int}, {@code Integer}, {@code
 *     boolean}, {@code Instant}, {@code byte[]}, enums, lists and maps of texts, and such records. A component may be
 *     null; an element of a list or a map may not
 */
public final class RecordType<T extends Record> extends TypeInformation<T> {
    private static final long serialVersionUID = 1;

    private final Class<T> type;

    private RecordType(Class<T> type) {
        this.type = type;
    }

    /**
     * The type of a record.
     *
     * @throws IllegalArgumentException if a component has another type
     */
    public static <T extends Record> RecordType<T> ofRecord(Class<T> type) {
        RecordCodec.of(type);
        return new RecordType<>(type);
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new Serializer<>(type);
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
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
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RecordType;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordType<?> record && record.type == type;
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public String toString() {
        return "RecordType(" + type.getSimpleName() + ")";
    }

    private static final class Serializer<T extends Record> extends TypeSerializer<T> {
        private static final long serialVersionUID = 1;

        private final Class<T> type;
        private transient @Nullable RecordCodec codec;

        Serializer(Class<T> type) {
            this.type = type;
        }

        private RecordCodec codec() {
            RecordCodec known = codec;
            if (known == null) {
                known = RecordCodec.of(type);
                codec = known;
            }
            return known;
        }

        @Override
        public void serialize(T value, DataOutputView target) throws IOException {
            codec().write(value, target);
        }

        @Override
        public T deserialize(DataInputView source) throws IOException {
            return type.cast(codec().read(source));
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
        public T copy(T from) {
            return from;
        }

        @Override
        public T copy(T from, T reuse) {
            return from;
        }

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public TypeSerializer<T> duplicate() {
            return new Serializer<>(type);
        }

        @Override
        public @Nullable T createInstance() {
            return null;
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Serializer<?> serializer && serializer.type == type;
        }

        @Override
        public int hashCode() {
            return type.hashCode();
        }

        @Override
        public TypeSerializerSnapshot<T> snapshotConfiguration() {
            throw new UnsupportedOperationException(type + " travels between tasks and is not state");
        }
    }
}
