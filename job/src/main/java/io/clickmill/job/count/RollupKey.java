package io.clickmill.job.count;

import io.clickmill.contract.Scope;
import io.clickmill.contract.event.Event;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Whose events are counted together.
 *
 * @param scopeId the campaign's, link's or source's id; empty for {@link Scope#ACCOUNT}
 */
public record RollupKey(String accountId, Scope scope, String scopeId) {
    /** Calls back with the key of each scope that an event belongs to. */
    public static void forEachOf(Event event, Consumer<RollupKey> key) {
        forEach(event.accountId(), scope -> scope.idOf(event), key);
    }

    /**
     * Calls back with the key of each scope that an event belongs to: its account always, the others if it has their
     * id.
     *
     * @param id the event's id of a scope; empty if it has none
     */
    public static void forEach(String accountId, Function<Scope, String> id, Consumer<RollupKey> key) {
        for (Scope scope : Scope.values()) {
            String scopeId = id.apply(scope);
            if (scope == Scope.ACCOUNT || !scopeId.isEmpty()) {
                key.accept(new RollupKey(accountId, scope, scopeId));
            }
        }
    }

    /**
     * The hash is the same in every process: Flink sends a key to a subtask, and finds its state in a checkpoint, by
     * it. So it takes the scope's word; the hash of an enum constant differs from process to process.
     */
    @Override
    public int hashCode() {
        return 31 * (31 * accountId.hashCode() + scope.word().hashCode()) + scopeId.hashCode();
    }
}
