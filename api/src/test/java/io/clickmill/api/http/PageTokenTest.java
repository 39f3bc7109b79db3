package io.clickmill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTokenTest {
    private static final List<String> SPRING = List.of("acme", "clicks", "spring");
    private static final String TOKEN = PageToken.write(SPRING, List.of("2026-03-01", "é\u001f😀", ""));

    @Test
    void returnsThePosition() {
        assertThat(PageToken.read(TOKEN, SPRING)).contains(List.of("2026-03-01", "é\u001f😀", ""));
        assertThat(PageToken.read(PageToken.write(SPRING, List.of()), SPRING)).contains(List.of());
        assertThat(TOKEN).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void refusesTheTokenOfAnotherList() {
        assertThat(PageToken.read(TOKEN, List.of("other", "clicks", "spring"))).isEmpty();
        assertThat(PageToken.read(TOKEN, List.of("acme", "clicksspring"))).isEmpty();
        assertThat(PageToken.read(TOKEN, List.of())).isEmpty();
    }

    @Test
    void refusesEveryDamagedToken() {
        for (int i = 0; i < TOKEN.length(); i++) {
            String changed = TOKEN.substring(0, i) + (TOKEN.charAt(i) == 'A' ? 'B' : 'A') + TOKEN.substring(i + 1);
            assertThat(PageToken.read(changed, SPRING)).isEmpty();
            assertThat(PageToken.read(TOKEN.substring(0, i), SPRING)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "[\"1\"]",
                "{}",
                "7",
                "[\"1\",7]",
                "[\"0\",HASH]",
                "[\"1\",HASH,null]",
                "[\"1\",HASH,7]",
                "[\"1\",HASH,[]]",
                "[\"1\",HASH,\"\"]",
                "[\"1\",HASH,\"\\ud800\"]",
                "[ \"1\",HASH]",
                "[\"1\",HASH] 7"
            })
    void refusesFormsThatItDoesNotWrite(String json) {
        String whole =
                new String(Base64.getUrlDecoder().decode(PageToken.write(SPRING, List.of())), StandardCharsets.UTF_8);
        String hash = whole.substring(whole.indexOf(',') + 1, whole.length() - 1);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace("HASH", hash).getBytes(StandardCharsets.UTF_8));
        assertThat(PageToken.read(forged, SPRING)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "=", "%", "é", "AAAA====", "abc def"})
    void refusesWhatIsNotBase64(String text) {
        assertThat(PageToken.read(text, SPRING)).isEmpty();
    }
}
