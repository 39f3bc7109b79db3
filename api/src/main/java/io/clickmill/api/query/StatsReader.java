package io.clickmill.api.query;

/** Answers questions. */
public interface StatsReader {
    /**
     * Answers from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer
     * @throws QueryException if the answer has more than {@link StatsQuery#MAX_LIMIT} groups, or more different visitors
     *     than can be held, or takes more memory than one answer may; a shorter range or a filter makes it smaller
     * @throws BusyException if too many expensive questions are being answered, or other answers take all memory
     */
    StatsResult read(StatsQuery query);
}
