package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event.Client;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests with a grammar that hangs, as the limits of {@link UserAgentShape} keep such texts from yauaa. */
@Timeout(20)
class UserAgentDeadlineTest {
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0";
    private static final UserAgentFacts GRAMMAR = new UserAgentFacts(new Client("Desktop", "by grammar", "", ""), null);

    private final CountDownLatch release = new CountDownLatch(1);
    private final UserAgents userAgents = new UserAgents(this::grammar, Duration.ofMillis(100));

    private UserAgentFacts grammar(String userAgent) {
        if (userAgent.startsWith("slow")) {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return GRAMMAR;
    }

    @Test
    void readsTokensUntilTheGrammarIsDone() throws Exception {
        assertThat(userAgents.facts("slow " + FIREFOX).client().browser()).isEqualTo("Firefox");
        assertThat(userAgents.facts(FIREFOX).client().browser()).isEqualTo("Firefox");
        assertThat(userAgents.timeouts()).isEqualTo(1);

        release.countDown();
        while (userAgents.facts(FIREFOX) != GRAMMAR) {
            Thread.sleep(10);
        }
        assertThat(userAgents.facts("slow " + FIREFOX)).isSameAs(GRAMMAR);
        assertThat(userAgents.timeouts()).isEqualTo(1);
    }
}
