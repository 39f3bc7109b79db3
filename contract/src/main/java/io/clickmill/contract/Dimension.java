package io.clickmill.contract;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.contract.words.Worded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A property by which the events of a scope are counted in the rollups.
 *
 * <p>A dimension is one column of {@code click_event}; {@link #TOTAL} has none and {@link #PLACEMENT} three. Each event
 * has exactly one value of a dimension. An unknown one is the empty string, which is a value like any other.
 *
 * <p>Its word is in column {@code rollup.dimension}, and is the parameter's name in {@code /v1/stats}.
 */
public enum Dimension implements Worded {
    /** Every event has the value {@code ''}: the total, with its unique visitors. */
    TOTAL("''", event -> ""),
    CAMPAIGN(EventColumn.CAMPAIGN_ID),
    LINK(EventColumn.LINK_ID),
    SOURCE(EventColumn.SOURCE_ID),
    COUNTRY(EventColumn.COUNTRY),
    REGION(EventColumn.REGION),
    CITY(EventColumn.CITY),
    CONTINENT(EventColumn.CONTINENT),
    DEVICE(EventColumn.DEVICE),
    BROWSER(EventColumn.BROWSER),
    BROWSER_VERSION(EventColumn.BROWSER_VERSION),
    OS(EventColumn.OS),
    /** Host of the referring page. */
    REFERER(EventColumn.REFERER_HOST),
    TRIGGER(EventColumn.TRIGGER),
    URL(EventColumn.URL),
    CUSTOM_LINK_TITLE(EventColumn.CUSTOM_LINK_TITLE),
    UTM_SOURCE(EventColumn.UTM_SOURCE),
    UTM_MEDIUM(EventColumn.UTM_MEDIUM),
    UTM_CAMPAIGN(EventColumn.UTM_CAMPAIGN),
    UTM_TERM(EventColumn.UTM_TERM),
    UTM_CONTENT(EventColumn.UTM_CONTENT),
    /**
     * Step, location and url of the link in the message, joined by {@link #PLACEMENT_SEPARATOR}. Kept for campaigns
     * only.
     */
    PLACEMENT(
            "step_id || E'\\x1f' || coalesce(url_location::text, '') || E'\\x1f' || url",
            event -> event.message().stepId()
                    + Dimension.PLACEMENT_SEPARATOR
                    + Objects.toString(event.message().urlLocation(), "")
                    + Dimension.PLACEMENT_SEPARATOR
                    + event.link().url());

    /** Separates the three parts of a placement: the ASCII unit separator. */
    public static final char PLACEMENT_SEPARATOR = '\u001f';

    /** Values of a dimension are cut to this many bytes of UTF-8 in the rollups, at a character's boundary. */
    public static final int MAX_VALUE_BYTES = 512;

    /**
     * A bucket with more values of a dimension than this has a row without values for it, marked as overflowed. A
     * dimension whose values take too much memory, or which a release without it has begun to count, is marked likewise.
     */
    public static final int MAX_VALUES = 10_000;

    /** A bucket of a scope and id has rows only if it holds at least this many human events that are not late. */
    public static final int MIN_EVENTS = 64;

    private static final Map<Scope, List<Dimension>> OF_SCOPE = ofScopes();

    private final String expression;
    private final Function<Event, String> value;

    /** A dimension that is a column, which holds a text. */
    Dimension(EventColumn column) {
        this(column.column(), event -> (String) Objects.requireNonNull(column.value(event)));
    }

    @SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
    Dimension(String expression, Function<Event, String> value) {
        this.expression = expression;
        this.value = value;
    }

    /** SQL over {@code click_event} that gives an event's value, before it is cut to {@link #MAX_VALUE_BYTES}. */
    public String expression() {
        return expression;
    }

    /** The event's value, before it is cut to {@link #MAX_VALUE_BYTES}: this is {@link #expression} in Java. */
    public String value(Event event) {
        return value.apply(event);
    }

    /**
     * The dimensions that are kept for a scope, in the order of this enum. What is constant within the scope is left
     * out (a link's url, title and utm parameters, and the scope's own id). {@link #PLACEMENT} is kept for campaigns
     * only.
     */
    public static List<Dimension> of(Scope scope) {
        return OF_SCOPE.getOrDefault(scope, List.of());
    }

    /** Whether rollups of the scope hold this dimension. */
    public boolean isKeptFor(Scope scope) {
        return of(scope).contains(this);
    }

    /**
     * Whether rollup rows of this dimension carry sketches of unique visitors. The scope of links has them in its total
     * only. Dimensions {@link #CAMPAIGN}, {@link #LINK} and {@link #SOURCE} have none: their visitors are in the totals
     * of these scopes.
     */
    public boolean hasUniques(Scope scope) {
        return switch (this) {
            case TOTAL -> true;
            case CAMPAIGN, LINK, SOURCE -> false;
            default -> scope != Scope.LINK;
        };
    }

    /**
     * The value as the rollups hold it: cut to {@link #MAX_VALUE_BYTES} bytes of UTF-8 without splitting a character.
     * Values from the log are cut in the same way before they are merged with those of rollups.
     */
    public static String cut(String value) {
        // No char takes more than three bytes (a surrogate pair takes four), so most values need no count.
        if (value.length() * 3 <= MAX_VALUE_BYTES) {
            return value;
        }
        int bytes = 0;
        for (int i = 0; i < value.length(); ) {
            int codePoint = value.codePointAt(i);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > MAX_VALUE_BYTES) {
                return value.substring(0, i);
            }
            i += Character.charCount(codePoint);
        }
        return value;
    }

    /**
     * Whether the rollups may have cut the value, or may hold it in place of a longer one. A cut leaves up to three
     * bytes free, as a character has at most four.
     */
    public static boolean mayBeCut(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES - 4;
    }

    private static Map<Scope, List<Dimension>> ofScopes() {
        Map<Scope, List<Dimension>> dimensions = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            dimensions.put(
                    scope,
                    Arrays.stream(values()).filter(d -> d.variesWithin(scope)).toList());
        }
        return Collections.unmodifiableMap(dimensions);
    }

    private boolean variesWithin(Scope scope) {
        return switch (this) {
            case CAMPAIGN -> scope != Scope.CAMPAIGN;
            case SOURCE -> scope != Scope.SOURCE;
            case LINK, URL, CUSTOM_LINK_TITLE, UTM_SOURCE, UTM_MEDIUM, UTM_CAMPAIGN, UTM_TERM, UTM_CONTENT ->
                scope != Scope.LINK;
            case PLACEMENT -> scope == Scope.CAMPAIGN;
            default -> true;
        };
    }
}
