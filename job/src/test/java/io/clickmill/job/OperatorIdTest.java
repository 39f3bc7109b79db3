package io.clickmill.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OperatorIdTest {
    /**
     * A checkpoint is matched to operators by uid, and state without an operator is dropped. So renaming a uid loses
     * its state.
     */
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
