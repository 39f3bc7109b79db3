package io.clickmill.job.event;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as the values of its components, in their order. A component that may be null
 * begins with a byte that says whether it has a value. Texts in UTF-8, bytes, lists and maps begin with their length,
 * in seven bits a byte, the lowest bits first.
 *
 * <p>A new component of a record is written without a change here, as long as {@link #codec} knows its type. A codec is
 * for one thread.
 */
final class RecordCodec {
    private final MethodHandle create;

    private final MethodHandle[] accessors;
    private final boolean[] isReference;
    private final Codec[] codecs;

    /** How the values of one type are written. */
    interface Codec {
        void write(Object value, DataOutputView out) throws IOException;

        Object read(DataInputView in) throws IOException;
    }

    private static final Codec LONG = new Codec() {
        @Override
        public void write(Object value, DataOutputView out) throws IOException {
            out.writeLong((Long) value);
        }

        @Override
        public Object read(DataInputView in) throws IOException {
            return in.readLong();
        }
    };

    private static final Codec INT = new Codec() {
        @Override
        public void write(Object value, DataOutputView out) throws IOException {
            out.writeInt((Integer) value);
        }

        @Override
        public Object read(DataInputView in) throws IOException {
            return in.readInt();
        }
    };

    private static final Codec BOOLEAN = new Codec() {
        @Override
        public void write(Object value, DataOutputView out) throws IOException {
            out.writeBoolean((Boolean) value);
        }

        @Override
        public Object read(DataInputView in) throws IOException {
            return in.readBoolean();
        }
    };

    private static final Codec INSTANT = new Codec() {
        @Override
        public void write(Object value, DataOutputView out) throws IOException {
            Instant instant = (Instant) value;
            out.writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        }

        @Override
        public Object read(DataInputView in) throws IOException {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        }
    };

    private static final Codec BYTES = new Codec() {
        @Override
        public void write(Object value, DataOutputView out) throws IOException {
            byte[] bytes = (byte[]) value;
            writeLength(bytes.length, out);
            out.write(bytes);
        }

        @Override
        public byte[] read(DataInputView in) throws IOException {
            byte[] bytes = new byte[readLength(in)];
            in.readFully(bytes);
            return bytes;
        }
    };

    private RecordCodec(MethodHandle create, MethodHandle[] accessors, boolean[] isReference, Codec[] codecs) {
        this.create = create;
        this.accessors = accessors;
        this.isReference = isReference;
        this.codecs = codecs;
    }

    /**
     * The codec of a public record.
     *
     * @throws IllegalArgumentException if a component has a type that cannot be written, or the record is not public
     */
    static RecordCodec of(Class<?> type) {
        return of(type, new RecentTexts());
    }

    private static RecordCodec of(Class<?> type, RecentTexts recent) {
        RecordComponent[] components = type.getRecordComponents();
        MethodHandle[] accessors = new MethodHandle[components.length];
        boolean[] isReference = new boolean[components.length];
        Codec[] codecs = new Codec[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                accessors[i] = MethodHandles.publicLookup()
                        .unreflect(components[i].getAccessor())
                        .asType(methodType(Object.class, Object.class));
                isReference[i] = !types[i].isPrimitive();
                codecs[i] = codec(components[i], recent);
            }
            MethodHandle create = MethodHandles.publicLookup()
                    .findConstructor(type, methodType(void.class, types))
                    .asType(MethodType.genericMethodType(types.length))
                    .asSpreader(Object[].class, types.length);
            return new RecordCodec(create, accessors, isReference, codecs);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " (expected: a public record)", e);
        }
    }

    private static Codec codec(RecordComponent component, RecentTexts recent) {
        Class<?> type = component.getType();
        String generic = component.getGenericType().getTypeName();
        if (type == String.class) {
            return recent;
        } else if (type == long.class) {
            return LONG;
        } else if (type == int.class || type == Integer.class) {
            return INT;
        } else if (type == boolean.class) {
            return BOOLEAN;
        } else if (type == Instant.class) {
            return INSTANT;
        } else if (type.isEnum()) {
            return constants(type.getEnumConstants());
        } else if (type == byte[].class) {
            return BYTES;
        } else if (generic.equals("java.util.List<java.lang.String>")) {
            return list(recent);
        } else if (generic.equals("java.util.Map<java.lang.String, java.lang.String>")) {
            return map(recent);
        } else if (type.isRecord()) {
            return record(of(type, recent));
        }
        throw new IllegalArgumentException(component.getDeclaringRecord().getSimpleName() + "." + component.getName()
                + ": " + generic + " (expected: a text, long, int, boolean, enum, instant, record, bytes, or a list or"
                + " map of texts)");
    }

    void write(Object value, DataOutputView out) throws IOException {
        try {
            for (int i = 0; i < accessors.length; i++) {
                @Nullable Object component = (Object) accessors[i].invokeExact(value);
                if (isReference[i]) {
                    out.writeBoolean(component != null);
                }
                if (component != null) {
                    codecs[i].write(component, out);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor of " + value.getClass() + " failed", e);
        }
    }

    Object read(DataInputView in) throws IOException {
        @Nullable Object[] values = new Object[codecs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = isReference[i] && !in.readBoolean() ? null : codecs[i].read(in);
        }
        try {
            return (Object) create.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record's constructor failed", e);
        }
    }

    private static Codec list(RecentTexts recent) {
        return new Codec() {
            @Override
            public void write(Object value, DataOutputView out) throws IOException {
                List<?> texts = (List<?>) value;
                writeLength(texts.size(), out);
                for (Object text : texts) {
                    recent.write(text, out);
                }
            }

            @Override
            public Object read(DataInputView in) throws IOException {
                int size = readLength(in);
                if (size == 0) {
                    return List.of();
                }
                List<String> texts = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    texts.add(recent.read(in));
                }
                return texts;
            }
        };
    }

    private static Codec map(RecentTexts recent) {
        return new Codec() {
            @Override
            public void write(Object value, DataOutputView out) throws IOException {
                Map<?, ?> texts = (Map<?, ?>) value;
                writeLength(texts.size(), out);
                for (Map.Entry<?, ?> text : texts.entrySet()) {
                    recent.write(text.getKey(), out);
                    recent.write(text.getValue(), out);
                }
            }

            @Override
            public Object read(DataInputView in) throws IOException {
                int size = readLength(in);
                if (size == 0) {
                    return Map.of();
                }
                Map<String, String> texts = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    texts.put(recent.read(in), recent.read(in));
                }
                return texts;
            }
        };
    }

    private static Codec record(RecordCodec codec) {
        return new Codec() {
            @Override
            public void write(Object value, DataOutputView out) throws IOException {
                codec.write(value, out);
            }

            @Override
            public Object read(DataInputView in) throws IOException {
                return codec.read(in);
            }
        };
    }

    private static Codec constants(Object[] constants) {
        return new Codec() {
            @Override
            public void write(Object value, DataOutputView out) throws IOException {
                out.writeByte(((Enum<?>) value).ordinal());
            }

            @Override
            public Object read(DataInputView in) throws IOException {
                return constants[in.readUnsignedByte()];
            }
        };
    }

    static void writeLength(int length, DataOutputView out) throws IOException {
        int rest = length;
        for (; rest >= 0x80; rest >>>= 7) {
            out.writeByte(rest & 0x7f | 0x80);
        }
        out.writeByte(rest);
    }

    static int readLength(DataInputView in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int bits = in.readUnsignedByte();
            length |= (bits & 0x7f) << shift;
            if (bits < 0x80) {
                return length;
            }
        }
    }
}
