package io.clickmill.api.dialect.placewise;

/**
 * An account as a request sees it.
 *
 * @param id the loyalty club's, the account's number
 */
record Club(long id, String accountId) {}
