package io.clickmill.job.count;

import io.clickmill.contract.Scope;

/**
 * Whose events are counted together.
 *
 * @param scopeId the campaign's, link's or source's id; empty for {@link Scope#ACCOUNT}
 */
public record RollupKey(String accountId, Scope scope, String scopeId) {
    /**
     * The same in every process, by the scope's word: Flink sends a key to a subtask, and finds its state in a checkpoint,
     * by this hash, and the hash of an enum constant is the identity of an object.
     */
    @Override
    public int hashCode() {
        return 31 * (31 * accountId.hashCode() + scope.word().hashCode()) + scopeId.hashCode();
    }
}
