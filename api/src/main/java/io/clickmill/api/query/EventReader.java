package io.clickmill.api.query;

/** Lists events. */
public interface EventReader {
    /**
     * Answers from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer
     * @throws QueryException if the page takes more memory than one answer may
     * @throws BusyException if too many expensive questions are being answered, or other answers take all memory
     */
    EventsResult read(EventsQuery query);
}
