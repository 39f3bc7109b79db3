package io.clickmill.api.query;

import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What can be filtered and grouped by: every {@link Dimension} but the total, which rollups may hold, and fields that
 * only the log has.
 *
 * <p>An event has one value of a field, the empty string where it is unknown, except {@link #PARAMS} and {@link #TAG}:
 * there it is in a group for each, and in none if it has none. Filters on {@link #CUSTOMER_ID} see more than groups do.
 *
 * <p>Values are grouped by their first {@link Dimension#MAX_VALUE_BYTES} bytes, whatever the field.
 */
public enum Field implements SortKey {
    CAMPAIGN(Dimension.CAMPAIGN),
    LINK(Dimension.LINK),
    SOURCE(Dimension.SOURCE),
    COUNTRY(Dimension.COUNTRY),
    REGION(Dimension.REGION),
    CITY(Dimension.CITY),
    CONTINENT(Dimension.CONTINENT),
    DEVICE(Dimension.DEVICE),
    BROWSER(Dimension.BROWSER),
    BROWSER_VERSION(Dimension.BROWSER_VERSION),
    OS(Dimension.OS),
    REFERER(Dimension.REFERER),
    /** The same host without {@code www.} in front: {@code www.example.com} and {@code example.com} are one. */
    REFERER_DOMAIN("referer_domain", Dimension.REFERER, Field::withoutWww, "regexp_replace(%s, '^www\\.(?=.)', '')"),
    TRIGGER(Dimension.TRIGGER),
    URL(Dimension.URL),
    CUSTOM_LINK_TITLE(Dimension.CUSTOM_LINK_TITLE),
    UTM_SOURCE(Dimension.UTM_SOURCE),
    UTM_MEDIUM(Dimension.UTM_MEDIUM),
    UTM_CAMPAIGN(Dimension.UTM_CAMPAIGN),
    UTM_TERM(Dimension.UTM_TERM),
    UTM_CONTENT(Dimension.UTM_CONTENT),
    /** Step, location and url, joined by {@link Dimension#PLACEMENT_SEPARATOR}. */
    PLACEMENT(Dimension.PLACEMENT),
    /** The step of a placement, which is cut with it; {@link #STEP} is not. */
    PLACEMENT_STEP("placement_step", Dimension.PLACEMENT, Placement::step, Placement.stepSql()),
    /** The placement as {@link Placement#ordered} has it. */
    ORDERED_PLACEMENT("ordered_placement", Dimension.PLACEMENT, Placement::ordered, Placement.orderedSql()),
    /** The placement without its step, as {@link Placement#orderedOfAllSteps} has it. */
    ORDERED_PLACEMENT_OF_ALL_STEPS(
            "ordered_placement_of_all_steps",
            Dimension.PLACEMENT,
            Placement::orderedOfAllSteps,
            Placement.orderedOfAllStepsSql()),
    IP("ip", "ip"),
    SUBSCRIBER_ID("subscriber_id", "subscriber_id"),
    PROFILE_ID("profile_id", "profile_id"),
    EMAIL_ADDRESS("email_address", "email_address"),
    /** The whole referring URL. */
    REFERER_URL("referer_url", "referer"),
    USER_AGENT("user_agent", "user_agent"),
    /** {@code click}, {@code lead} or {@code sale}. */
    EVENT("event", "event"),
    EVENT_NAME("event_name", "event_name"),
    CLICK_ID("click_id", "click_id"),
    DOMAIN("domain", "domain"),
    KEY("key", "key"),
    EXTERNAL_ID("external_id", "external_id"),
    TENANT_ID("tenant_id", "tenant_id"),
    FOLDER_ID("folder_id", "folder_id"),
    GROUP_ID("group_id", "group_id"),
    PARTNER_ID("partner_id", "partner_id"),
    STEP("step", "step_id"),
    /** Place of the link in the message, 0 is the topmost. */
    URL_LOCATION("url_location", "coalesce(url_location::text, '')"),
    /** Query parameters of the link: the name and the value, two columns. In filters {@code name=value}. */
    PARAMS("params", "param.name || '=' || param.value"),
    /** The link's tags. */
    TAG("tag", "tag.id"),
    /** Where the link leads, up to the first question mark. */
    BASE_URL("base_url", "split_part(url, '?', 1)"),
    /** The referring URL up to its first question mark. */
    REFERER_BASE_URL("referer_base_url", "split_part(referer, '?', 1)"),
    /**
     * Id of a lead's or a sale's customer, empty for clicks. A filter takes a click on a short link (an event with a
     * domain) for one of each customer who has a lead that names it as its {@code click_id} as well, whenever that lead
     * occurred and whether a bot's or not.
     */
    CUSTOMER_ID("customer_id", "CASE WHEN event = 'click' THEN '' ELSE coalesce(customer ->> 'id', '') END"),
    /**
     * {@code recurring} for a sale whose customer has an earlier one of the same link, in the order of time and then of
     * event id, be it before the asked range or a bot's; {@code new} for other sales, and for those without a customer;
     * empty for clicks and leads.
     */
    // OFFSET 0 keeps PostgreSQL from going through all conversions of the account for each sale, instead of one
    // customer's.
    SALE_TYPE("sale_type", """
            CASE WHEN event <> 'sale' THEN ''
                 WHEN EXISTS (SELECT
                                FROM (SELECT event, link_id, occurred_at, event_id
                                        FROM click_event AS other
                                       WHERE other.account_id = click_event.account_id
                                         AND other.customer IS NOT NULL
                                         AND other.customer ->> 'id' = click_event.customer ->> 'id'
                                         AND other.occurred_at <= click_event.occurred_at
                                      OFFSET 0) AS earlier
                               WHERE earlier.event = 'sale'
                                 AND earlier.link_id = click_event.link_id
                                 AND (earlier.occurred_at, earlier.event_id)
                                     < (click_event.occurred_at, click_event.event_id)) THEN 'recurring'
                 ELSE 'new'
            END""");

    private final String word;
    private final String expression;
    private final Optional<Dimension> dimension;
    private final UnaryOperator<String> derive;
    /** With {@code %s} for the dimension's value. */
    private final String derived;

    Field(Dimension dimension) {
        this.word = dimension.word();
        this.expression = dimension.expression();
        this.dimension = Optional.of(dimension);
        this.derive = value -> value;
        this.derived = "%s";
    }

    /**
     * A field whose value is made of a dimension's.
     *
     * @param derive makes it, no longer than the dimension's value
     * @param derived SQL that does the same, with {@code %s} for the dimension's value, which is cut first, as it is in
     *     rollups
     */
    Field(String word, Dimension dimension, UnaryOperator<String> derive, String derived) {
        this.word = word;
        this.expression = derived.formatted(cut(dimension.expression()));
        this.dimension = Optional.of(dimension);
        this.derive = derive;
        this.derived = derived;
    }

    Field(String word, String expression) {
        this.word = word;
        this.expression = expression;
        this.dimension = Optional.empty();
        this.derive = value -> value;
        this.derived = "%s";
    }

    /** The parameter's name in {@code /v1/stats}, and the word in {@code group_by}. */
    @Override
    public String word() {
        return word;
    }

    /**
     * SQL that gives the value to compare with a filter's. Over {@code click_event}, and for {@link #isMultiple} fields
     * over {@link #source} as well.
     */
    public String expression() {
        return expression;
    }

    /** The dimension that rollups may hold; empty for what only the log has. */
    public Optional<Dimension> dimension() {
        return dimension;
    }

    /** SQL like {@link #ofDimension}; {@code value} gives the dimension's value, as rollups have it. */
    public String ofDimensionSql(String value) {
        return derived.formatted(value);
    }

    /** The field's value of the events that have this value of the dimension; values that give the same are one group. */
    public String ofDimension(String value) {
        return derive.apply(value);
    }

    private static String withoutWww(String host) {
        boolean drops = host.startsWith("www.") && host.length() > "www.".length();
        return drops ? host.substring("www.".length()) : host;
    }

    /** Whether an event may have several values, or none. */
    public boolean isMultiple() {
        return this == PARAMS || this == TAG;
    }

    /** SQL that gives a {@link #isMultiple} field's values, a row each, to be joined laterally; empty for other fields. */
    public Optional<String> source() {
        if (this == PARAMS) {
            return Optional.of("jsonb_each_text(params) AS param (name, value)");
        }
        return this == TAG ? Optional.of("(SELECT DISTINCT unnest(tag_ids)) AS tag (id)") : Optional.empty();
    }

    /**
     * SQL of the columns that grouping gives, in the order of {@link #columns}; whoever reads them has to cut them with
     * {@link Dimension#cut}. As many characters as a cut value may have bytes are enough for that.
     */
    public List<String> groupExpressions() {
        List<String> whole = this == PARAMS ? List.of("param.name", "coalesce(param.value, '')") : List.of(expression);
        return whole.stream()
                .map(text -> "left(" + text + ", " + Dimension.MAX_VALUE_BYTES + ")")
                .toList();
    }

    /** SQL of the columns that grouping gives, in the order of {@link #columns}, cut so that nobody has to cut them. */
    public List<String> cutGroupExpressions() {
        return switch (this) {
            case PARAMS -> List.of(cut("param.name"), cut("coalesce(param.value, '')"));
            // One of three words, and slow to find: a cut would find it twice.
            case SALE_TYPE -> List.of(expression);
            // What is made of a cut value is no longer than it.
            case REFERER_DOMAIN, PLACEMENT_STEP, ORDERED_PLACEMENT, ORDERED_PLACEMENT_OF_ALL_STEPS ->
                List.of(expression);
            default -> List.of(cut(expression));
        };
    }

    /** SQL like {@link #expression} that gives the value as groups have it: each of its columns cut. */
    public String cutExpression() {
        return this == PARAMS ? cut("param.name") + " || '=' || " + cut("param.value") : cut(expression);
    }

    /** Whether a filter's value may be one that groups have in place of longer ones. */
    public boolean mayBeCut(String value) {
        int longest = this == PARAMS ? 2 * Dimension.MAX_VALUE_BYTES + 1 : Dimension.MAX_VALUE_BYTES;
        return Dimension.mayBeCut(value) && value.getBytes(StandardCharsets.UTF_8).length <= longest;
    }

    /**
     * As {@link Dimension#cut}: at the limit, or before the character that goes over it. Of a long text, which may be
     * compressed and is costly to look at, only the beginning is read, and once.
     */
    public static String cut(String text) {
        int most = Dimension.MAX_VALUE_BYTES;
        return """
                CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s
                     ELSE (SELECT convert_from(substring(bytes FOR
                                    CASE WHEN get_byte(bytes, %2$d) & 192 <> 128 THEN %2$d
                                         WHEN get_byte(bytes, %3$d) & 192 <> 128 THEN %3$d
                                         WHEN get_byte(bytes, %4$d) & 192 <> 128 THEN %4$d
                                         ELSE %5$d
                                    END), 'UTF8')
                             FROM (SELECT convert_to(left(%1$s, %2$d + 1), 'UTF8') AS bytes OFFSET 0) AS beginning)
                END""".formatted(text, most, most - 1, most - 2, most - 3);
    }

    /** Names of the columns that grouping gives: the word, but {@code params_name, params_value} for {@link #PARAMS}. */
    public List<String> columns() {
        return this == PARAMS ? List.of("params_name", "params_value") : List.of(word);
    }

    /** The field of that word, or empty if there is none. */
    public static Optional<Field> ofWord(String word) {
        return Arrays.stream(values()).filter(f -> f.word.equals(word)).findFirst();
    }
}
