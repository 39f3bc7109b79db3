package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Scope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollupKeyTest {
    /**
     * Flink sends a key to the subtask, and finds its state in a checkpoint, by this hash: it must be the same in every
     * process. The hash of an enum constant is not: it is the object's identity.
     */
    @ParameterizedTest
    @CsvSource({
        "ACCOUNT, '', 734653997",
        "CAMPAIGN, spring, 1933596087",
        "LINK, l1, -1320186043",
        "SOURCE, spring, -45756404"
    })
    void hashesTheSameInEveryProcess(Scope scope, String id, int hash) {
        assertThat(new RollupKey("acme", scope, id).hashCode()).isEqualTo(hash);
    }
}
