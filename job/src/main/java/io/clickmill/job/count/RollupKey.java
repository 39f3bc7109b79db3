package io.clickmill.job.count;

import io.clickmill.contract.Scope;

/**
 * Whose events are counted together.
 *
 * @param scopeId the campaign's, link's or source's id; empty for {@link Scope#ACCOUNT}
 */
public record RollupKey(String accountId, Scope scope, String scopeId) {}
