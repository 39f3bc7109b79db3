package io.clickmill.api.dialect.placewise;

/**
 * An account in the vendor's terms.
 *
 * @param id the id of the loyalty club, which is the account's number
 */
record Club(long id, String accountId) {}
