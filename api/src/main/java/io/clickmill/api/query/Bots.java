package io.clickmill.api.query;

import io.clickmill.contract.words.Worded;

/**
 * Whether events of bots count, by the words of parameter {@code bots}. Rollups hold humans only, so all but
 * {@link #EXCLUDE} is answered from the log.
 */
public enum Bots implements Worded {
    EXCLUDE,
    INCLUDE,
    ONLY
}
