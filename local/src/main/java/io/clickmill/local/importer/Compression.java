package io.clickmill.local.importer;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Compressed files and archives that are not read, by the bytes at their beginning. */
enum Compression {
    BZIP2("compressed with bzip2", "425a68", 0, "bzcat"),
    ZSTD("compressed with zstd", "28b52ffd", 0, "zstdcat"),
    XZ("compressed with xz", "fd377a585a00", 0, "xzcat"),
    LZ4("compressed with lz4", "04224d18", 0, "lz4cat"),
    COMPRESS("compressed with compress", "1f9d", 0, "zcat"),
    ZIP("a zip archive", "504b0304", 0, "unzip -p"),
    EMPTY_ZIP("an empty zip archive", "504b0506", 0, "unzip -l"),
    SEVEN_ZIP("a 7z archive", "377abcaf271c", 0, "7z e -so"),
    TAR("a tar archive", "7573746172", 257, "tar -xOf"),
    PARQUET("a Parquet file", "50415231", 0, "");

    /** Number of bytes at the beginning of a file that tell all of these. */
    static final int SAMPLE_BYTES = 512;

    private final String description;
    private final byte[] magic;
    private final int offset;
    private final String command;

    Compression(String description, String magic, int offset, String command) {
        this.description = description;
        this.magic = HexFormat.of().parseHex(magic);
        this.offset = offset;
        this.command = command;
    }

    /** What the bytes are the beginning of, or null. */
    static @Nullable Compression of(byte[] sample, int length) {
        for (Compression compression : values()) {
            if (compression.isIn(sample, length)) {
                return compression;
            }
        }
        return null;
    }

    private boolean isIn(byte[] sample, int length) {
        if (length < offset + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (sample[offset + i] != magic[i]) {
                return false;
            }
        }
        // A line of text may begin with BZh, but no digit of a block size and no block follow there.
        return this != BZIP2 || length < 10 || sample[4] == 0x31 && sample[5] == 0x41 || sample[4] == 0x17;
    }

    /** Goes after the file's name. */
    String message() {
        String advice = command.isEmpty() ? "" : "; try: " + command + " FILE | ./clickmill import -";
        return "is " + description + " (expected: text, or text compressed with gzip)" + advice;
    }
}
