package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    @Test
    void readsLinesWithEitherLineEnd() throws Exception {
        assertThat(lines(utf8("a\nb\r\n\nc\n"))).containsExactly("a", "b", "", "c");
    }

    @Test
    void readsALastLineWithoutLineEnd() throws Exception {
        assertThat(lines(utf8("a\nb"))).containsExactly("a", "b");
    }

    @Test
    void readsNothingFromAnEmptyFile() throws Exception {
        assertThat(lines(new byte[0])).isEmpty();
        assertThat(lines(new byte[] {'x'})).containsExactly("x");
    }

    @Test
    void recognizesGzipByItsFirstBytes() throws Exception {
        assertThat(lines(gzip("a\nb\n"))).containsExactly("a", "b");
    }

    @Test
    void readsEveryMemberOfAGzipFile() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip("a\nb"));
        both.write(gzip("c\nd\n"));
        assertThat(lines(both.toByteArray())).containsExactly("a", "bc", "d");
    }

    /** A pipe may have nothing available between two members, although it has not ended. */
    @Test
    void readsEveryMemberOfASlowPipe() throws Exception {
        byte[] first = gzip("a\nb");
        byte[] second = gzip("c\nd\n");
        InputStream pipe = new SequenceInputStream(new ByteArrayInputStream(first), new ByteArrayInputStream(second)) {
            @Override
            public int available() {
                return 0;
            }
        };
        List<String> lines = new ArrayList<>();
        try (LineReader reader = LineReader.open(pipe)) {
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                lines.add(new String(line, StandardCharsets.UTF_8));
            }
        }
        assertThat(lines).containsExactly("a", "bc", "d");
    }

    @Test
    void readsALineAcrossBuffers() throws Exception {
        String wide = "x".repeat(200_000);
        assertThat(lines(utf8("a\n" + wide + "\nb\n"))).containsExactly("a", wide, "b");
    }

    @Test
    void cutsALineThatIsTooLongAndContinues() throws Exception {
        String tooLong = "x".repeat(LineReader.MAX_LINE_BYTES + 100_000);
        assertThat(lines(utf8(tooLong + "\nb\n")))
                .containsExactly(tooLong.substring(0, LineReader.MAX_LINE_BYTES), "b");
    }

    @Test
    void removesByteOrderMarks() throws Exception {
        assertThat(lines(utf8("\uFEFFa\nb\n"))).containsExactly("a", "b");
        assertThat(lines(gzip("\uFEFFa\n\uFEFFb\n"))).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
    void readsUtf16WithAndWithoutAByteOrderMark(String charset) throws Exception {
        String wide = "é😀".repeat(30_000);
        assertThat(lines(("ab\r\n" + wide + "\nc").getBytes(Charset.forName(charset))))
                .containsExactly("ab", wide, "c");
    }

    @ParameterizedTest
    @CsvSource({
        "425a6839314159265359, compressed with bzip2, bzcat",
        "28b52ffd24, compressed with zstd, zstdcat",
        "fd377a585a000004, compressed with xz, xzcat",
        "04224d1864, compressed with lz4, lz4cat",
        "504b0304140000, a zip archive, unzip -p",
        "377abcaf271c0004, a 7z archive, 7z e -so"
    })
    void namesAnotherCompression(String bytes, String description, String command) {
        assertThatThrownBy(() -> lines(HexFormat.of().parseHex(bytes)))
                .isInstanceOf(FileNotTaken.class)
                .hasMessage("is " + description + " (expected: text, or text compressed with gzip); try: " + command
                        + " FILE | ./clickmill import -");
    }

    @Test
    void namesAnArchiveInsideOfGzip() {
        byte[] tar = new byte[1024];
        tar[0] = 'a';
        System.arraycopy(utf8("ustar"), 0, tar, 257, 5);
        assertThatThrownBy(() -> lines(tar)).hasMessageStartingWith("is a tar archive ");
        assertThatThrownBy(() -> lines(gzip(new String(tar, StandardCharsets.ISO_8859_1))))
                .hasMessageStartingWith("is a tar archive ");
    }

    @Test
    void acceptsTextThatBeginsLikeACompressedFile() throws Exception {
        assertThat(lines(utf8("BZhours of work\n"))).containsExactly("BZhours of work");
    }

    private static List<String> lines(byte[] file) throws IOException, FileNotTaken {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = LineReader.open(new ByteArrayInputStream(file))) {
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                lines.add(new String(line, StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(utf8(text));
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
