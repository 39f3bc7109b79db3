package io.clickmill.api.query;

import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The fields that queries filter and group by. Each {@link Dimension} except the total is one, and rollups may have its
 * counts. The other fields are only in the log.
 *
 * <p>An event has one value of a field. An unknown value is the empty string. Exceptions are {@link #PARAMS},
 * {@link #TAG} and {@link #BOT_REASON}, of which an event may have several values: it is in a group for each of them, and
 * in no group if it has none. Filters on {@link #CUSTOMER_ID} find more events than its groups have.
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
    REFERER_DOMAIN("referer_domain", Dimension.REFERER, Field::withoutWww),
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
    /** The step in a placement. It is cut if the placement is cut, unlike {@link #STEP}. */
    PLACEMENT_STEP("placement_step", Dimension.PLACEMENT, Placement::step),
    /** The placement as {@link Placement#ordered} has it. */
    ORDERED_PLACEMENT("ordered_placement", Dimension.PLACEMENT, Placement::ordered),
    /** The placement without its step, as {@link Placement#orderedOfAllSteps} has it. */
    ORDERED_PLACEMENT_OF_ALL_STEPS("ordered_placement_of_all_steps", Dimension.PLACEMENT, Placement::orderedOfAllSteps),
    IP("ip"),
    SUBSCRIBER_ID("subscriber_id"),
    PROFILE_ID("profile_id"),
    EMAIL_ADDRESS("email_address"),
    /** The whole referring URL. */
    REFERER_URL("referer_url"),
    USER_AGENT("user_agent"),
    /** {@code click}, {@code lead} or {@code sale}. */
    EVENT("event"),
    EVENT_NAME("event_name"),
    CLICK_ID("click_id"),
    DOMAIN("domain"),
    KEY("key"),
    EXTERNAL_ID("external_id"),
    TENANT_ID("tenant_id"),
    FOLDER_ID("folder_id"),
    GROUP_ID("group_id"),
    PARTNER_ID("partner_id"),
    STEP("step"),
    /** Place of the link in the message, 0 is the topmost. */
    URL_LOCATION("url_location"),
    /** Query parameters of the link: the name and the value, two columns. In filters {@code name=value}. */
    PARAMS("params"),
    /** The link's tags. */
    TAG("tag"),
    /** Why an event is a bot's. Events of people have none. */
    BOT_REASON("bot_reason"),
    /** Where the link leads, up to the first question mark. */
    BASE_URL("base_url"),
    /** The referring URL up to its first question mark. */
    REFERER_BASE_URL("referer_base_url"),
    /**
     * Id of a lead's or a sale's customer, empty for clicks. A filter for a customer also keeps the clicks on short
     * links (events with a domain) that leads of the customer name as their {@code click_id}. It does not matter when
     * such a lead occurred, nor whether it is a bot's.
     */
    CUSTOMER_ID("customer_id"),
    /**
     * {@code recurring} for a sale whose customer has an earlier sale of the same link, by time and then by event id.
     * The earlier sale may be before the asked range, or a bot's. Other sales, and sales without a customer, are {@code
     * new}. Clicks and leads have the empty value.
     */
    SALE_TYPE("sale_type");

    private final String word;
    private final Optional<Dimension> dimension;
    private final UnaryOperator<String> derive;

    Field(Dimension dimension) {
        this(dimension.word(), Optional.of(dimension), value -> value);
    }

    /**
     * A field whose value is derived from a dimension's value.
     *
     * @param derive derives it from the dimension's value, which is cut first, as in rollups; the result is not longer
     */
    Field(String word, Dimension dimension, UnaryOperator<String> derive) {
        this(word, Optional.of(dimension), derive);
    }

    Field(String word) {
        this(word, Optional.empty(), value -> value);
    }

    Field(String word, Optional<Dimension> dimension, UnaryOperator<String> derive) {
        this.word = word;
        this.dimension = dimension;
        this.derive = derive;
    }

    /** The parameter's name in {@code /v1/stats}, and the word in {@code group_by}. */
    @Override
    public String word() {
        return word;
    }

    /** The dimension whose rollups can answer; empty for a field that only the log has. */
    public Optional<Dimension> dimension() {
        return dimension;
    }

    /**
     * The field's value for events with this value of the dimension. Several values of the dimension may have the same
     * value of the field. They are one group.
     */
    public String ofDimension(String value) {
        return derive.apply(value);
    }

    private static String withoutWww(String host) {
        boolean drops = host.startsWith("www.") && host.length() > "www.".length();
        return drops ? host.substring("www.".length()) : host;
    }

    /** Whether the value is made of a dimension's value, which is cut first. */
    public boolean isDerived() {
        return dimension.filter(own -> !own.word().equals(word)).isPresent();
    }

    /** Whether a filter's value may be one that groups have in place of longer ones. */
    public boolean mayBeCut(String value) {
        int longest = this == PARAMS ? 2 * Dimension.MAX_VALUE_BYTES + 1 : Dimension.MAX_VALUE_BYTES;
        return Dimension.mayBeCut(value) && value.getBytes(StandardCharsets.UTF_8).length <= longest;
    }

    /**
     * Names of the columns that grouping gives: the word, but {@code params_name, params_value} for {@link #PARAMS}.
     */
    public List<String> columns() {
        return this == PARAMS ? List.of("params_name", "params_value") : List.of(word);
    }
}
