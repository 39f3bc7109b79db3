package io.clickmill.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OperatorIdTest {
    /** A checkpoint finds state by uid, and what it does not find is left behind: a name that is changed is state lost. */
    @Test
    void keepsEveryUidThatACheckpointMayHave() {
        assertThat(Arrays.stream(OperatorId.values()).map(OperatorId::uid))
                .contains(
                        "read-clicks",
                        "receive-records",
                        "write-rejected",
                        "drop-duplicates",
                        "enrich-clicks",
                        "write-event-log",
                        "pre-aggregate",
                        "count-windows",
                        "write-rollups",
                        "publish-progress")
                .doesNotHaveDuplicates();
    }
}
