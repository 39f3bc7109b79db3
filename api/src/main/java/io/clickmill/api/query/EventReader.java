package io.clickmill.api.query;

/** Lists events. */
public interface EventReader {
    /**
     * Answers from one consistent state of the data.
     *
     * @throws StatsUnavailableException if the store does not answer
     */
    EventsResult read(EventsQuery query);
}
