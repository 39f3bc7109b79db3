package io.clickmill.contract;

/**
 * The owner of the events that a rollup row counts: an account, or one of its campaigns, links or sources.
 *
 * <p>An event belongs to its account, and to each of the other three of which it has a non-empty id.
 */
public enum Scope {
    ACCOUNT("account", ""),
    CAMPAIGN("campaign", "campaign_id"),
    LINK("link", "link_id"),
    SOURCE("source", "source_id");

    private final String word;
    private final String column;

    Scope(String word, String column) {
        this.word = word;
        this.column = column;
    }

    /** The word in column {@code rollup.scope}. */
    public String word() {
        return word;
    }

    /** The column of {@code click_event} that holds the scope's id; empty for {@link #ACCOUNT}. */
    public String column() {
        return column;
    }
}
