package io.clickmill.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
    private final RecentTexts texts = new RecentTexts();

    @Test
    void returnsTheSameObjectForTheSameText() throws IOException {
        String first = copy("https://shop.test/spring?item=4711");
        assertThat(copy("https://shop.test/spring?item=4712")).isEqualTo("https://shop.test/spring?item=4712");
        assertThat(copy("https://shop.test/spring?item=4711")).isSameAs(first);
        assertThat(copy("")).isSameAs(copy(""));
    }

    /** There are many more texts than places, and texts that differ only in the middle share a place. */
    @Test
    void returnsEachTextAsItWasWritten() throws IOException {
        Random random = new Random(5);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 150_000; i++) {
            all.add("begin of all " + i + " end of all texts");
            all.add("u" + i);
        }
        for (String alphabet : List.of("ab", "\u0000\u007f", "\u00e9\u0080", "\u20ac\u2028", "😀😁")) {
            for (int length = 0; length <= 140; length++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < length; i++) {
                    int letter = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                    text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, letter)));
                }
                all.add(text.toString());
            }
        }
        for (int round = 0; round < 2; round++) {
            for (String text : all) {
                assertThat(copy(text)).isEqualTo(text);
            }
        }
    }

    /** Characters whose low byte is that of another text's character. */
    @Test
    void doesNotConfuseBytesWithCharacters() throws IOException {
        assertThat(copy("\u00e9\u00e9")).isEqualTo("\u00e9\u00e9");
        assertThat(copy("\u00c3\u00a9")).isEqualTo("\u00c3\u00a9");
        assertThat(copy("abcd")).isEqualTo("abcd");
        // These have the same place and the same low bytes.
        assertThat(copy("\u1661\u0e62\u0463d")).isEqualTo("\u1661\u0e62\u0463d");
        assertThat(copy("abcd")).isEqualTo("abcd");
    }

    private String copy(String text) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(16);
        texts.write(text, bytes);
        DataInputDeserializer in = new DataInputDeserializer(bytes.getCopyOfBuffer());
        String copy = texts.read(in);
        assertThat(in.available()).isZero();
        return copy;
    }
}
