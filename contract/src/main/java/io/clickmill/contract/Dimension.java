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
 * By what clicks are counted in the rollups.
 *
 * <p>Each dimension is one column of {@code click_event} (or, for {@link #TOTAL}, none; for {@link #PLACEMENT}, three),
 * and each event has exactly one value of it; unknown is the empty string, a value like any other.
 */
public enum Dimension implements Worded {
    /** Every event has the value {@code ''}: the total, with its unique visitors. */
    TOTAL("total", "''", event -> ""),
    CAMPAIGN("campaign", EventColumn.CAMPAIGN_ID),
    LINK("link", EventColumn.LINK_ID),
    SOURCE("source", EventColumn.SOURCE_ID),
    COUNTRY("country", EventColumn.COUNTRY),
    REGION("region", EventColumn.REGION),
    CITY("city", EventColumn.CITY),
    CONTINENT("continent", EventColumn.CONTINENT),
    DEVICE("device", EventColumn.DEVICE),
    BROWSER("browser", EventColumn.BROWSER),
    BROWSER_VERSION("browser_version", EventColumn.BROWSER_VERSION),
    OS("os", EventColumn.OS),
    /** Host of the referring page. */
    REFERER("referer", EventColumn.REFERER_HOST),
    TRIGGER("trigger", EventColumn.TRIGGER),
    URL("url", EventColumn.URL),
    CUSTOM_LINK_TITLE("custom_link_title", EventColumn.CUSTOM_LINK_TITLE),
    UTM_SOURCE("utm_source", EventColumn.UTM_SOURCE),
    UTM_MEDIUM("utm_medium", EventColumn.UTM_MEDIUM),
    UTM_CAMPAIGN("utm_campaign", EventColumn.UTM_CAMPAIGN),
    UTM_TERM("utm_term", EventColumn.UTM_TERM),
    UTM_CONTENT("utm_content", EventColumn.UTM_CONTENT),
    /** Step, location and url of the link in the message, joined by {@link #PLACEMENT_SEPARATOR}; on campaigns only. */
    PLACEMENT(
            "placement",
            "step_id || E'\\x1f' || coalesce(url_location::text, '') || E'\\x1f' || url",
            event -> event.message().stepId()
                    + '\u001f'
                    + Objects.toString(event.message().urlLocation(), "")
                    + '\u001f'
                    + event.link().url());

    /** Between the three parts of a placement: the ASCII unit separator. */
    public static final char PLACEMENT_SEPARATOR = '\u001f';

    /** Values of a dimension are cut to this many bytes of UTF-8 in the rollups, at a character's boundary. */
    public static final int MAX_VALUE_BYTES = 512;

    /**
     * A bucket with more values of a dimension than this keeps no array for it and is marked as overflowed. A bucket
     * that a release without the dimension has begun is marked likewise.
     */
    public static final int MAX_VALUES = 10_000;

    /** A bucket of a scope and id has rows only if it holds at least this many on-time human events. */
    public static final int MIN_EVENTS = 64;

    private static final Map<Scope, List<Dimension>> OF_SCOPE = ofScopes();

    private final String word;
    private final String expression;
    private final Function<Event, String> value;

    /** A dimension that is a column, which holds a text. */
    Dimension(String word, EventColumn column) {
        this(word, column.column(), event -> (String) Objects.requireNonNull(column.value(event)));
    }

    @SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
    Dimension(String word, String expression, Function<Event, String> value) {
        this.word = word;
        this.expression = expression;
        this.value = value;
    }

    /** The word in column {@code rollup.dimension}, and the parameter's name in {@code /v1/stats}. */
    @Override
    public String word() {
        return word;
    }

    /** SQL over {@code click_event} that gives an event's value, before it is cut to {@link #MAX_VALUE_BYTES}. */
    public String expression() {
        return expression;
    }

    /** The event's value, before it is cut to {@link #MAX_VALUE_BYTES}: in Java what {@link #expression} is in SQL. */
    public String value(Event event) {
        return value.apply(event);
    }

    /**
     * The dimensions that are kept for a scope, in the order of this enum. What is constant within the scope is left out
     * (a link's url, title and utm parameters, and the scope's own id); {@link #PLACEMENT} is kept on campaigns only.
     */
    public static List<Dimension> of(Scope scope) {
        return OF_SCOPE.getOrDefault(scope, List.of());
    }

    /** Whether rollups of the scope hold this dimension. */
    public boolean isKeptFor(Scope scope) {
        return of(scope).contains(this);
    }

    /**
     * Whether rollup rows of this dimension carry sketches of unique visitors. A link has them in its total only; the
     * uniques of campaigns, links and sources are in the totals of their own scopes.
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
     * Values from the log are cut alike before they are merged with those of rollups.
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
     * Whether the rollups may have cut the value, or may hold it in place of a longer one. A cut leaves up to three bytes
     * free, as a character has at most four.
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
