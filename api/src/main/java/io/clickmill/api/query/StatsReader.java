package io.clickmill.api.query;

/** Answers questions. */
public interface StatsReader {
    /**
     * Answers from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer; never for what the query asks, which is valid
     */
    StatsResult read(StatsQuery query);
}
