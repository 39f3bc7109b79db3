package io.clickmill.job.event;

import static java.lang.invoke.MethodType.methodType;

import java.io.DataInput;
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
 * Writes a record as the values of its components, in their order. A component that may be null begins with a byte that
 * says whether it has a value. Texts in UTF-8, bytes, lists and maps begin with their length, in seven bits a byte, the
 * lowest bits first.
 *
 * <p>A new component of a record is written without a change here, as long as {@link #codec} knows its type. A codec is
 * for one thread.
 */
final class RecordCodec {
    private static final Codec LONG = new Codec((value, out) -> out.writeLong((Long) value), DataInput::readLong);

    private static final Codec INT = new Codec((value, out) -> out.writeInt((Integer) value), DataInput::readInt);

    private static final Codec BOOLEAN =
            new Codec((value, out) -> out.writeBoolean((Boolean) value), DataInput::readBoolean);

    private static final Codec INSTANT = new Codec(
            (value, out) -> {
                Instant instant = (Instant) value;
                out.writeLong(instant.getEpochSecond());
                out.writeInt(instant.getNano());
            },
            in -> Instant.ofEpochSecond(in.readLong(), in.readInt()));

    private static final Codec BYTES = new Codec(
            (value, out) -> {
                byte[] bytes = (byte[]) value;
                writeLength(bytes.length, out);
                out.write(bytes);
            },
            in -> {
                byte[] bytes = new byte[readLength(in)];
                in.readFully(bytes);
                return bytes;
            });

    private final MethodHandle create;
    private final Component[] components;

    /** How the values of one type, which are not null, are written and read. */
    private record Codec(Writer writer, Reader reader) {}

    private interface Writer {
        void write(Object value, DataOutputView out) throws IOException;
    }

    private interface Reader {
        Object read(DataInputView in) throws IOException;
    }

    private record Component(MethodHandle accessor, boolean mayBeNull, Codec codec) {}

    private RecordCodec(MethodHandle create, Component[] components) {
        this.create = create;
        this.components = components;
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
        RecordComponent[] declared = type.getRecordComponents();
        Component[] components = new Component[declared.length];
        Class<?>[] types = new Class<?>[declared.length];
        try {
            for (int i = 0; i < declared.length; i++) {
                types[i] = declared[i].getType();
                MethodHandle accessor = MethodHandles.publicLookup()
                        .unreflect(declared[i].getAccessor())
                        .asType(methodType(Object.class, Object.class));
                components[i] = new Component(accessor, !types[i].isPrimitive(), codec(declared[i], recent));
            }
            MethodHandle create = MethodHandles.publicLookup()
                    .findConstructor(type, methodType(void.class, types))
                    .asType(MethodType.genericMethodType(types.length))
                    .asSpreader(Object[].class, types.length);
            return new RecordCodec(create, components);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " (expected: a public record)", e);
        }
    }

    private static Codec codec(RecordComponent component, RecentTexts recent) {
        Class<?> type = component.getType();
        String generic = component.getGenericType().getTypeName();
        if (type == String.class) {
            return new Codec((value, out) -> recent.write((String) value, out), recent::read);
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
            RecordCodec nested = of(type, recent);
            return new Codec(nested::write, nested::read);
        }
        throw new IllegalArgumentException(component.getDeclaringRecord().getSimpleName() + "." + component.getName()
                + ": " + generic + " (expected: a text, long, int, boolean, enum, instant, record, bytes, or a list or"
                + " map of texts)");
    }

    void write(Object value, DataOutputView out) throws IOException {
        try {
            for (Component component : components) {
                @Nullable Object part = (Object) component.accessor.invokeExact(value);
                if (component.mayBeNull) {
                    out.writeBoolean(part != null);
                }
                if (part != null) {
                    component.codec.writer.write(part, out);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor of " + value.getClass() + " failed", e);
        }
    }

    Object read(DataInputView in) throws IOException {
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Component component = components[i];
            values[i] = component.mayBeNull && !in.readBoolean() ? null : component.codec.reader.read(in);
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
        return new Codec(
                (value, out) -> {
                    List<?> texts = (List<?>) value;
                    writeLength(texts.size(), out);
                    for (Object text : texts) {
                        recent.write((String) text, out);
                    }
                },
                in -> {
                    int size = readLength(in);
                    if (size == 0) {
                        return List.of();
                    }
                    List<String> texts = new ArrayList<>(size);
                    for (int i = 0; i < size; i++) {
                        texts.add(recent.read(in));
                    }
                    return texts;
                });
    }

    private static Codec map(RecentTexts recent) {
        return new Codec(
                (value, out) -> {
                    Map<?, ?> texts = (Map<?, ?>) value;
                    writeLength(texts.size(), out);
                    for (Map.Entry<?, ?> text : texts.entrySet()) {
                        recent.write((String) text.getKey(), out);
                        recent.write((String) text.getValue(), out);
                    }
                },
                in -> {
                    int size = readLength(in);
                    if (size == 0) {
                        return Map.of();
                    }
                    Map<String, String> texts = new LinkedHashMap<>();
                    for (int i = 0; i < size; i++) {
                        texts.put(recent.read(in), recent.read(in));
                    }
                    return texts;
                });
    }

    private static Codec constants(Object[] constants) {
        return new Codec(
                (value, out) -> out.writeByte(((Enum<?>) value).ordinal()), in -> constants[in.readUnsignedByte()]);
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
