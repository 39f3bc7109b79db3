package io.clickmill.local.importer;

import io.clickmill.contract.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The event ids of the lines of one file. An id is a hash of the line's bytes and of how often the same bytes came
 * before in the file. So two equal lines are two clicks, and a second import of the file gives the same ids and adds
 * nothing.
 *
 * <p>Example: the file {@code a b a} has the ids of (a, 0), (b, 0), (a, 1). The file {@code a b} has the first two of
 * them.
 *
 * <p>Known lines are kept as 64-bit hashes, which take about 16 bytes for each line. If two different lines share a
 * hash, the second gets the number 1 instead of 0. This happens in every import of the file, so its id is still unique
 * and stable.
 */
final class LineIds {
    private static final int ID_BYTES = 16;

    private final MessageDigest sha256 = Sha256.digest();
    private final ByteBuffer occurrenceBytes = ByteBuffer.allocate(Integer.BYTES);
    private final LongSet seen = new LongSet();
    private final Map<Long, Integer> repeated = new HashMap<>();

    /** The id of the next line: 32 hexadecimal digits. */
    String next(byte[] line) {
        byte[] lineDigest = sha256.digest(line);
        int occurrence = occurrence(ByteBuffer.wrap(lineDigest).getLong());
        sha256.update(line);
        sha256.update(occurrenceBytes.putInt(0, occurrence).array());
        return HexFormat.of().formatHex(sha256.digest(), 0, ID_BYTES);
    }

    private int occurrence(long hash) {
        if (seen.add(hash)) {
            return 0;
        }
        return repeated.merge(hash, 1, Integer::sum);
    }

    /** A set of longs with open addressing: 8 bytes for each place, at most two thirds full. */
    private static final class LongSet {
        private long[] places = new long[1 << 12];
        private int size;
        private boolean hasZero;

        /** Adds a value. Returns false if the set had it already. */
        boolean add(long value) {
            if (value == 0) {
                boolean isNew = !hasZero;
                hasZero = true;
                return isNew;
            }
            if (size * 3L > places.length * 2L) {
                grow();
            }
            if (!put(places, value)) {
                return false;
            }
            size++;
            return true;
        }

        private void grow() {
            long[] wider = new long[places.length * 2];
            for (long value : places) {
                if (value != 0) {
                    put(wider, value);
                }
            }
            places = wider;
        }

        private static boolean put(long[] places, long value) {
            int mask = places.length - 1;
            int place = (int) value & mask;
            while (places[place] != 0) {
                if (places[place] == value) {
                    return false;
                }
                place = (place + 1) & mask;
            }
            places[place] = value;
            return true;
        }
    }
}
