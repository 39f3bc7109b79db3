package io.clickmill.api.query;

/** Answers questions. */
public interface StatsReader {
    /**
     * Answers from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer
     * @throws QueryException if the answer has more than {@link StatsQuery#MAX_LIMIT} groups, or more different visitors
     *     than can be held; a shorter range or a filter makes it smaller
     */
    StatsResult read(StatsQuery query);
}
