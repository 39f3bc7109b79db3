package io.clickmill.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
    @Test
    void isTheSameForARetriedEvent() {
        Event retry = Event.build(c -> {
            c.accountId = "acme";
            c.eventId = "e1";
            c.occurredAt = 5;
            c.appendedAt = 99;
            c.kafkaPartition = 3;
            c.url = "https://elsewhere.test";
        });
        assertThat(EventIdentity.of(retry)).isEqualTo(EventIdentity.of(event("acme", "e1", 5)));
    }

    @Test
    void differsByEachOfItsThreeParts() {
        assertThat(List.of(
                        EventIdentity.of(event("acme", "e1", 5)),
                        EventIdentity.of(event("globex", "e1", 5)),
                        EventIdentity.of(event("acme", "e2", 5)),
                        EventIdentity.of(event("acme", "e1", 6)),
                        // These have the same parts when joined.
                        EventIdentity.of(event("acmee", "1", 5)),
                        EventIdentity.of(event("acm", "ee1", 5)),
                        EventIdentity.of(event("é", "e1", 5)),
                        EventIdentity.of(event("e", "\u0301e1", 5))))
                .doesNotHaveDuplicates();
    }

    /** State in a checkpoint lies under the hash of its key, so every process must compute the same hash. */
    @Test
    void hashesItsBucketTheSameInEveryProcess() {
        assertThat(new IdentityBucket(1_714_564_800_000L, 17))
                .hasSameHashCodeAs(31 * Long.hashCode(1_714_564_800_000L) + 17);
    }

    private static Event event(String account, String id, long occurredAt) {
        return Event.build(c -> {
            c.accountId = account;
            c.eventId = id;
            c.occurredAt = occurredAt;
        });
    }
}
