package io.clickmill.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Dialects;
import io.clickmill.contract.words.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that {@code docs/keys.md} lists every scope and plan. */
final class KeyDocumentationTest {
    private static final Path PAGE = Path.of("../docs/keys.md");
    private static final Pattern SCOPE_ROW = Pattern.compile("(?m)^\\| `([^`-][^`]*)` \\| [^|]+ \\|$");

    @Test
    void listsEveryScope() throws IOException {
        String page = Files.readString(PAGE);
        List<String> scopes = SCOPE_ROW
                .matcher(page.substring(page.indexOf("## Scopes"), page.indexOf("## Plans")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(scopes).isEqualTo(Dialects.scopes());
    }

    @Test
    void listsEveryPlanInOrder() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("From the lowest: `" + String.join("`, `", Words.all(Plan.class)) + "`.");
    }
}
