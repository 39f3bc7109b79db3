package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void readsLinesWithEitherLineEnd() throws IOException {
        assertThat(lines(utf8("a\nb\r\n\nc\n"))).containsExactly("a", "b", "", "c");
    }

    @Test
    void readsALastLineWithoutLineEnd() throws IOException {
        assertThat(lines(utf8("a\nb"))).containsExactly("a", "b");
    }

    @Test
    void readsNothingFromAnEmptyFile() throws IOException {
        assertThat(lines(new byte[0])).isEmpty();
        assertThat(lines(new byte[] {'x'})).containsExactly("x");
    }

    @Test
    void tellsGzipByItsFirstBytes() throws IOException {
        assertThat(lines(gzip("a\nb\n"))).containsExactly("a", "b");
    }

    @Test
    void readsEveryMemberOfAGzipFile() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip("a\nb"));
        both.write(gzip("c\nd\n"));
        assertThat(lines(both.toByteArray())).containsExactly("a", "bc", "d");
    }

    @Test
    void readsALineAcrossBuffers() throws IOException {
        String wide = "x".repeat(200_000);
        assertThat(lines(utf8("a\n" + wide + "\nb\n"))).containsExactly("a", wide, "b");
    }

    @Test
    void cutsALineThatIsTooLongAndGoesOn() throws IOException {
        String tooLong = "x".repeat(LineReader.MAX_LINE_BYTES + 100_000);
        assertThat(lines(utf8(tooLong + "\nb\n")))
                .containsExactly(tooLong.substring(0, LineReader.MAX_LINE_BYTES), "b");
    }

    private static List<String> lines(byte[] file) throws IOException {
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
