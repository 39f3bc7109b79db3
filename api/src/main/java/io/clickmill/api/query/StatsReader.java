package io.clickmill.api.query;

/** Answers questions. */
public interface StatsReader {
    /**
     * Answers from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer
     * @throws QueryException if all rows are asked for and there are more than {@link StatsQuery#MAX_LIMIT}, or if
     *     there are more different visitors than can be held, or the answer takes more memory than one may; a shorter
     *     range, a filter or a page makes it smaller
     * @throws BusyException if too many expensive questions are being answered, or other answers take all memory
     */
    StatsResult read(StatsQuery query);
}
