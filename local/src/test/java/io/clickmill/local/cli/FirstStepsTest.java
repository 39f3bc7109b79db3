package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.local.run.DataFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FirstStepsTest {
    @Test
    void namesTheAddressTheKeysFileAndTwoLinesToPaste() {
        assertThat(FirstSteps.lines(
                        "http://127.0.0.1:8080",
                        "http://127.0.0.1:8080/login?once=word",
                        new DataFolder(Path.of("/srv/clicks"))))
                .contains(
                        "  http://127.0.0.1:8080/login?once=word",
                        "Later, open http://127.0.0.1:8080/ and sign in with the key of account demo, which is in"
                                + " /srv/clicks/demo.key.",
                        "  curl -H \"Authorization: Bearer $(cat /srv/clicks/demo.key)\" --data"
                                + " '{\"campaign_id\":\"hello\",\"link_id\":\"first\",\"url\":\"https://example.com/\"}'"
                                + " http://127.0.0.1:8080/v1/events",
                        "  curl -H \"Authorization: Bearer $(cat /srv/clicks/demo.key)\""
                                + " 'http://127.0.0.1:8080/v1/stats?group_by=campaign,link'");
    }

    @Test
    void quotesAPathThatAShellWouldSplit() {
        assertThat(String.join(
                        "\n",
                        FirstSteps.lines(
                                "http://h",
                                "http://h/login?once=w",
                                new DataFolder(Path.of("/my clicks/ann's $HOME")))))
                .contains("$(cat '/my clicks/ann'\\''s $HOME/demo.key')");
    }
}
