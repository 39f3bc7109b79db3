package io.clickmill.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByIdentityTest {
    private static final long NOON = 1_714_564_800_000L;
    private static final int KEY_GROUPS = 1_024;

    @ParameterizedTest
    @ValueSource(ints = {1, 128, 1_024})
    void bringsTheCopiesOfAnEventTogether(int keyGroups) {
        ByIdentity keys = new ByIdentity(keyGroups);
        IdentityBucket bucket = keys.getKey(arrival("e1", 119_999));
        assertThat(bucket.minuteStart()).isEqualTo(60_000);
        assertThat(keys.getKey(arrival("e1", 119_999))).isEqualTo(bucket).hasSameHashCodeAs(bucket);
        assertThat(keys.getKey(arrival("e1", -1)).minuteStart()).isEqualTo(-60_000);
    }

    @ParameterizedTest
    @CsvSource({"32, 0", "32, 1", "32, 59", "24, 0", "7, 0", "2, 0"})
    void givesEverySubtaskAnEqualShareOfAMinute(int subtasks, int minute) {
        ByIdentity keys = new ByIdentity(KEY_GROUPS);
        int[] events = new int[subtasks];
        for (int i = 0; i < 100_000; i++) {
            IdentityBucket bucket = keys.getKey(arrival("e" + i, NOON + minute * 60_000L));
            events[KeyGroupRangeAssignment.assignKeyToParallelOperator(bucket, KEY_GROUPS, subtasks)]++;
        }
        double average = 100_000.0 / subtasks;
        assertThat(Arrays.stream(events).max().orElseThrow() / average).isLessThanOrEqualTo(1.2);
        assertThat(Arrays.stream(events).min().orElseThrow() / average).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void hasABucketInEachKeyGroup() {
        ByIdentity keys = new ByIdentity(KEY_GROUPS);
        Set<IdentityBucket> buckets = new HashSet<>();
        Set<Integer> keyGroups = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            IdentityBucket bucket = keys.getKey(arrival("e" + i, NOON));
            buckets.add(bucket);
            keyGroups.add(KeyGroupRangeAssignment.assignToKeyGroup(bucket, KEY_GROUPS));
        }
        assertThat(buckets).hasSize(KEY_GROUPS);
        assertThat(keyGroups).hasSize(KEY_GROUPS);
    }

    private static Arrival arrival(String id, long occurredAt) {
        Event event = Event.build(c -> {
            c.accountId = "acme";
            c.eventId = id;
            c.occurredAt = occurredAt;
        });
        return new Arrival(event, Verdict.ON_TIME);
    }
}
