package io.clickmill.api.query;

import java.util.List;

/** Answers several questions of an account from one state of the data, so that their numbers agree. */
public interface BatchReader {
    /** Receives the answers, in any order. */
    interface Answers {
        /**
         * A question is answered.
         *
         * @param index of the question, from 0
         */
        void answered(int index, StatsResult result);

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
     * @param queries all of the same account
     * @throws StatsUnavailableException if the store does not answer at all
     * @throws BusyException if too many questions are being answered
     */
    void read(List<StatsQuery> queries, Answers answers);
}
