package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.words.Words;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BotVerdictTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a browser                            | ''    | 8.8.8.8 | Mozilla/5.0 |                  |
                    a robot                              | ''    | 8.8.8.8 | crawler     | ROBOT_USER_AGENT | ROBOT_USER_AGENT
                    a robot that clicks for a subscriber | s1    | ''      | crawler     | ROBOT_USER_AGENT | ROBOT_USER_AGENT
                    a source without user agents         | ''    | 8.8.8.8 | ''          |                  |
                    one that knows the subscriber        | s1    | 8.8.8.8 | ''          |                  |
                    an event of a server                 | ''    | ''      | ''          |                  |
                    a client without a user agent        | ''    | 8.8.8.8 | -           |                  | ABSENT_USER_AGENT
                    one without an address               | ''    | ''      | -           |                  | ABSENT_USER_AGENT
                    one of a known subscriber            | s1    | 8.8.8.8 | -           |                  | ABSENT_USER_AGENT
                    a blank user agent                   | ''    | 8.8.8.8 | '  '        |                  | ABSENT_USER_AGENT
                    """)
    void decidesFromTheClickAlone(
            String description,
            String subscriberId,
            String ip,
            String userAgent,
            @Nullable BotReason robot,
            @Nullable BotReason verdict) {
        Event event = Event.build(c -> {
            c.subscriberId = subscriberId;
            c.ip = ip;
            c.userAgent = userAgent;
        });
        UserAgentFacts facts = new UserAgentFacts(Client.UNKNOWN, robot);
        if (verdict == null) {
            assertThat(BotVerdict.reasons(event, facts)).isEmpty();
        } else {
            assertThat(BotVerdict.reasons(event, facts)).containsExactly(verdict);
        }
    }

    @Test
    void namesEveryReason() {
        assertThat(Words.all(BotReason.class))
                .containsExactly(
                        ("robot_user_agent headless_browser hacker_user_agent http_library feed_reader link_preview"
                                        + " listed_robot no_browser absent_user_agent")
                                .split(" "));
        assertThat(BotReason.values()).extracting(BotReason::sentence).allMatch(sentence -> sentence.endsWith("."));
    }
}
