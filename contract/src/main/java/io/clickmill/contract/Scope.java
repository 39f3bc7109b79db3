package io.clickmill.contract;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.contract.words.Worded;
import java.util.Objects;
import java.util.function.Function;

/**
 * The owner of the events that a rollup row counts: an account, or one of its campaigns, links or sources.
 *
 * <p>An event belongs to its account, and to each of the other three of which it has a non-empty id.
 */
public enum Scope implements Worded {
    ACCOUNT("account", "", event -> ""),
    CAMPAIGN("campaign", EventColumn.CAMPAIGN_ID),
    LINK("link", EventColumn.LINK_ID),
    SOURCE("source", EventColumn.SOURCE_ID);

    private final String word;
    private final String column;
    private final Function<Event, String> id;

    Scope(String word, EventColumn id) {
        this(word, id.column(), event -> (String) Objects.requireNonNull(id.value(event)));
    }

    @SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
    Scope(String word, String column, Function<Event, String> id) {
        this.word = word;
        this.column = column;
        this.id = id;
    }

    /** The id of the event's campaign, link or source; empty for {@link #ACCOUNT}, and if the event has none. */
    public String idOf(Event event) {
        return id.apply(event);
    }

    /** The word in column {@code rollup.scope}. */
    @Override
    public String word() {
        return word;
    }

    /** The column of {@code click_event} that holds the scope's id; empty for {@link #ACCOUNT}. */
    public String column() {
        return column;
    }
}
