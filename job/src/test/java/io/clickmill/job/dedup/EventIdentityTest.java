package io.clickmill.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Click;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
    @Test
    void isTheSameForARetry() {
        Click retry = Click.build(c -> {
            c.accountId = "acme";
            c.eventId = "e1";
            c.occurredAt = 5;
            c.appendedAt = 99;
            c.kafkaPartition = 3;
            c.url = "https://elsewhere.test";
        });
        assertThat(EventIdentity.of(retry)).isEqualTo(EventIdentity.of(click("acme", "e1", 5)));
    }

    @Test
    void differsByEachOfItsThreeParts() {
        assertThat(List.of(
                        EventIdentity.of(click("acme", "e1", 5)),
                        EventIdentity.of(click("globex", "e1", 5)),
                        EventIdentity.of(click("acme", "e2", 5)),
                        EventIdentity.of(click("acme", "e1", 6)),
                        // Not by their concatenation.
                        EventIdentity.of(click("acmee", "1", 5)),
                        EventIdentity.of(click("acm", "ee1", 5)),
                        EventIdentity.of(click("é", "e1", 5)),
                        EventIdentity.of(click("e", "\u0301e1", 5))))
                .doesNotHaveDuplicates();
    }

    @Test
    void meetsItsCopiesInOneBucketOfItsMinute() {
        IdentityBucket bucket = bucket(click("acme", "e1", 119_999));
        assertThat(bucket.minuteStart()).isEqualTo(60_000);
        assertThat(bucket(click("acme", "e1", 119_999))).isEqualTo(bucket);
        assertThat(bucket(click("acme", "e1", -1)).minuteStart()).isEqualTo(-60_000);
    }

    @Test
    void spreadsAMinuteOverAllShares() {
        BitSet shares = new BitSet();
        for (int i = 0; i < 5_000; i++) {
            shares.set(bucket(click("acme", "e" + i, 0)).share());
        }
        assertThat(shares.cardinality()).isEqualTo(IdentityBucket.SHARES);
        assertThat(shares.length()).isEqualTo(IdentityBucket.SHARES);
    }

    /** State in a checkpoint lies under the hash of its key: another process must come to the same. */
    @Test
    void hashesItsBucketAlikeInEveryProcess() {
        assertThat(new IdentityBucket(1_714_564_800_000L, 17))
                .hasSameHashCodeAs(31 * Long.hashCode(1_714_564_800_000L) + 17);
    }

    private static IdentityBucket bucket(Click click) {
        return IdentityBucket.of(new Arrival(click, Verdict.ON_TIME));
    }

    private static Click click(String account, String id, long occurredAt) {
        return Click.build(c -> {
            c.accountId = account;
            c.eventId = id;
            c.occurredAt = occurredAt;
        });
    }
}
