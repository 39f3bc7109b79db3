package io.clickmill.api.query;

import java.util.List;
import java.util.Map;

/** Answers several questions of an account from one state of the data, so that their numbers agree. */
public interface BatchReader {
    /**
     * A question of a batch.
     *
     * @param withLinks whether to read what is known of the links of the answer's rows; {@link Field#LINK} is then one of
     *     the query's fields
     */
    record Question(StatsQuery query, boolean withLinks) {}

    /** Receives the answers, in any order. */
    interface Answers {
        /** A question is begun; its answer or its failure comes next. */
        void begun();

        /**
         * A question is answered.
         *
         * @param index of the question, from 0
         * @param links what is known of the links of the rows, by their ids; empty unless asked for
         */
        void answered(int index, StatsResult result, Map<String, Link> links);

        /**
         * A question has no answer. The others are not affected.
         *
         * @param cause what {@link StatsReader#read} would have thrown
         */
        void failed(int index, RuntimeException cause);
    }

    /**
     * Answers the questions one after another, first those that rollups answer. It returns once all are answered or have
     * failed, and ends early if {@code answers} throws.
     *
     * @param questions all of the same account
     * @throws StatsUnavailableException if the store does not answer at all
     * @throws BusyException if too many questions are being answered
     */
    void read(List<Question> questions, Answers answers);
}
