package io.clickmill.contract;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * A mergeable set of visitors, each given as a 64-bit hash. It is exact up to {@link #MAX_EXACT} different visitors,
 * and an HLL sketch with a standard error below 1 % above that.
 *
 * <p>The form in bytes, as in column {@code rollup.uniques}, is a byte for the kind and then the content. Kind 1 has
 * the sorted hashes as 8 bytes each (big endian). Kind 2 has the compact HLL image of Apache DataSketches (lgK 14,
 * HLL_4). An empty array is the empty set. While a set is exact, its bytes do not depend on the order in which it was
 * built.
 *
 * <p>Not safe for use by several threads. Example: {@code a.add(1); a.add(2); b.add(2); a.union(b); a.estimate()} is 2.
 */
public final class UniqueSketch {
    /** The maximum number of visitors that are held, and counted, exactly. */
    public static final int MAX_EXACT = 1_024;

    /**
     * Relative standard error of an estimate above {@link #MAX_EXACT}: 1.04 / sqrt(2^14) for the union of HLL sketches
     * with lgK 14 (Flajolet et al. 2007).
     */
    public static final double RELATIVE_STANDARD_ERROR = 1.04 / 128;

    private static final int LG_K = 14;

    /** Memory of an HLL sketch: a byte for each of 2^14 registers, and the objects around them. */
    private static final int HLL_BYTES = (1 << LG_K) + 512;

    private static final int OBJECT_BYTES = 48;
    private static final byte KIND_EXACT = 1;
    private static final byte KIND_HLL = 2;
    private static final long[] NONE = {};

    /** A table of up to this many slots may be full: most sets have few visitors. Larger ones are at most half full. */
    private static final int MAX_FULL = 8;

    /** Open-addressing table while exact. 0 marks a free slot, so the hash 0 is kept as 1. */
    private long[] table = NONE;

    private int exactCount;
    private @Nullable Union hll;

    /** The empty set. */
    public UniqueSketch() {}

    /**
     * Reads a set from its bytes.
     *
     * @throws IllegalArgumentException if the kind is unknown or the length is wrong
     */
    public static UniqueSketch of(byte[] bytes) {
        UniqueSketch sketch = new UniqueSketch();
        sketch.union(bytes);
        return sketch;
    }

    /** Adds one visitor. */
    public void add(long visitor) {
        if (hll != null) {
            hll.update(visitor == 0 ? 1 : visitor);
            return;
        }
        insert(visitor == 0 ? 1 : visitor);
        if (exactCount > MAX_EXACT) {
            toHll();
        }
    }

    /** Adds all visitors of the other set, which does not change. */
    public void union(UniqueSketch other) {
        if (other.hll != null) {
            toHll().update(other.hll.getResult(TgtHllType.HLL_8));
            return;
        }
        for (long visitor : other.table) {
            if (visitor != 0) {
                add(visitor);
            }
        }
    }

    /**
     * Adds all visitors of a set given as bytes.
     *
     * @throws IllegalArgumentException if the kind is unknown or the length is wrong
     */
    public void union(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        switch (bytes[0]) {
            case KIND_EXACT -> {
                if (bytes.length % Long.BYTES != 1) {
                    throw new IllegalArgumentException("unique sketch: " + bytes.length + " bytes (expected: 1 + 8 n)");
                }
                if (hll == null
                        && exactCount == 0
                        && bytes.length > Long.BYTES
                        && bytes.length <= 1 + Long.BYTES * MAX_EXACT) {
                    resize(bytes.length / Long.BYTES);
                }
                ByteBuffer hashes = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
                while (hashes.hasRemaining()) {
                    add(hashes.getLong());
                }
            }
            case KIND_HLL ->
                toHll().update(HllSketch.heapify(
                        Memory.wrap(bytes, 1, bytes.length - 1, java.nio.ByteOrder.nativeOrder())));
            default -> throw new IllegalArgumentException("unique sketch: kind " + bytes[0] + " (expected: 1, 2)");
        }
    }

    /** Whether {@link #estimate} is the exact number. */
    public boolean isExact() {
        return hll == null;
    }

    /** Number of different visitors. */
    public long estimate() {
        return hll == null ? exactCount : Math.round(hll.getEstimate());
    }

    /** Lower bound at two standard errors (95 %), rounded down; the exact number while exact. */
    public long lowerBound() {
        return hll == null ? exactCount : (long) Math.floor(hll.getLowerBound(2));
    }

    /** Upper bound at two standard errors (95 %), rounded up; the exact number while exact. */
    public long upperBound() {
        return hll == null ? exactCount : (long) Math.ceil(hll.getUpperBound(2));
    }

    /** Memory of this set in bytes: up to 33,000. */
    public int memoryBytes() {
        return OBJECT_BYTES + (hll == null ? Long.BYTES * table.length : HLL_BYTES);
    }

    /** The bytes that {@link #of} reads. */
    public byte[] toBytes() {
        if (hll != null) {
            byte[] image = hll.getResult(TgtHllType.HLL_4).toCompactByteArray();
            byte[] bytes = new byte[image.length + 1];
            bytes[0] = KIND_HLL;
            System.arraycopy(image, 0, bytes, 1, image.length);
            return bytes;
        }
        if (exactCount == 0) {
            return new byte[0];
        }
        long[] sorted = new long[exactCount];
        int n = 0;
        for (long visitor : table) {
            if (visitor != 0) {
                sorted[n++] = visitor;
            }
        }
        Arrays.sort(sorted);
        ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES * exactCount).put(KIND_EXACT);
        for (long visitor : sorted) {
            bytes.putLong(visitor);
        }
        return bytes.array();
    }

    /**
     * Writes a set for {@link #union(DataInput)}: the length as an int, and then bytes as {@link #toBytes} gives them,
     * but with the hashes in any order. It is for bytes that are soon read again, and needs no sort and no copy.
     */
    public void write(DataOutput out) throws IOException {
        if (hll != null) {
            byte[] bytes = toBytes();
            out.writeInt(bytes.length);
            out.write(bytes);
            return;
        }
        if (exactCount == 0) {
            out.writeInt(0);
            return;
        }
        out.writeInt(1 + Long.BYTES * exactCount);
        out.writeByte(KIND_EXACT);
        for (long visitor : table) {
            if (visitor != 0) {
                out.writeLong(visitor);
            }
        }
    }

    /**
     * Adds all visitors of a set that {@link #write} has written.
     *
     * @throws IllegalArgumentException if the kind is unknown or the length is wrong
     */
    public void union(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        union(bytes);
    }

    private void insert(long visitor) {
        int mask = table.length - 1;
        int slot = slot(visitor, mask);
        for (int i = 0; i < table.length && table[slot] != 0; i++) {
            if (table[slot] == visitor) {
                return;
            }
            slot = (slot + 1) & mask;
        }
        if (exactCount == table.length || table.length > MAX_FULL && exactCount * 2 >= table.length) {
            resize(exactCount + 1);
            slot = freeSlot(visitor);
        }
        table[slot] = visitor;
        exactCount++;
    }

    /** The slot of a visitor that is not in the table, which has room. */
    private int freeSlot(long visitor) {
        int mask = table.length - 1;
        int slot = slot(visitor, mask);
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Makes room for this many visitors. */
    private void resize(int visitors) {
        long[] old = table;
        table = new long[powerOfTwo(visitors <= MAX_FULL ? visitors : 2 * visitors)];
        for (long visitor : old) {
            if (visitor != 0) {
                table[freeSlot(visitor)] = visitor;
            }
        }
    }

    /** The least power of two that is not below the number, which is at least 1. */
    private static int powerOfTwo(int number) {
        return number == 1 ? 1 : Integer.highestOneBit(number - 1) * 2;
    }

    private static int slot(long visitor, int mask) {
        return (int) (visitor ^ (visitor >>> 32)) & mask;
    }

    private Union toHll() {
        if (hll == null) {
            hll = new Union(LG_K);
            for (long visitor : table) {
                if (visitor != 0) {
                    hll.update(visitor);
                }
            }
            table = NONE;
            exactCount = 0;
        }
        return hll;
    }
}
