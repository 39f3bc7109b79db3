package io.clickmill.job.count;

import io.clickmill.contract.Scope;

/**
 * Whose events are counted together.
 *
 * @param scopeId the campaign's, link's or source's id; empty for {@link Scope#ACCOUNT}
 */
public record RollupKey(String accountId, Scope scope, String scopeId) {
    /**
     * The hash is the same in every process: Flink sends a key to a subtask, and finds its state in a checkpoint, by
     * it. So it takes the scope's word; the hash of an enum constant differs from process to process.
     */
    @Override
    public int hashCode() {
        return 31 * (31 * accountId.hashCode() + scope.word().hashCode()) + scopeId.hashCode();
    }
}
