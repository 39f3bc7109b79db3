package io.clickmill.local.importer;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Kinds of compressed files and archives that the import does not read. Their first bytes identify them. */
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

    /** Number of first bytes of a file that are enough to recognize all kinds. */
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

    /** The kind of a file by its first bytes; null if the file can be read. */
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
        // A line of text may begin with BZh too. In a bzip2 file a block or the end mark follows the block size.
        return this != BZIP2 || length < 10 || sample[4] == 0x31 && sample[5] == 0x41 || sample[4] == 0x17;
    }

    /** The message, to append to the file's name. */
    String message() {
        String advice = command.isEmpty() ? "" : "; try: " + command + " FILE | ./clickmill import -";
        return "is " + description + " (expected: text, or text compressed with gzip)" + advice;
    }
}
