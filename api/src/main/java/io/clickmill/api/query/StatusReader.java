package io.clickmill.api.query;

/** Reads how far events are counted. */
public interface StatusReader {
    /**
     * The status of an account, from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer
     */
    AccountStatus read(String accountId);
}
