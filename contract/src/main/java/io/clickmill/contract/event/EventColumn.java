package io.clickmill.contract.event;

import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.Event.Sale;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code click_event} that hold an {@link Event}, each with its value. The other columns ({@code late},
 * {@code logged_run} and {@code logged_checkpoint}) belong to the log's own work.
 *
 * <p>A value that comes from an event's JSON has the column's name there. Exceptions: {@code occurred_at} is
 * {@code timestamp} there, and the columns of a sale are fields of the object {@code sale}, such as
 * {@code sale.amount}.
 */
public enum EventColumn {
    ACCOUNT_ID(Event::accountId),
    OCCURRED_AT(Event::time),
    EVENT_ID(Event::eventId),
    APPENDED_AT(event -> Instant.ofEpochMilli(event.kafka().appendedAt())),
    KAFKA_PARTITION(event -> event.kafka().partition()),
    KAFKA_OFFSET(event -> event.kafka().offset()),
    BOT(Event::isBot),
    BOT_REASONS(Event::botReasons),
    EVENT(event -> event.kind().word()),
    VISITOR(Event::visitor),
    LINK_ID(event -> event.link().id(), Shared.WITH_CONVERSIONS),
    URL(event -> event.link().url(), Shared.WITH_CONVERSIONS),
    DOMAIN(event -> event.link().domain(), Shared.WITH_CONVERSIONS),
    KEY(event -> event.link().key(), Shared.WITH_CONVERSIONS),
    CUSTOM_LINK_TITLE(event -> event.link().customTitle(), Shared.WITH_CONVERSIONS),
    EXTERNAL_ID(event -> event.link().externalId(), Shared.WITH_CONVERSIONS),
    TENANT_ID(event -> event.link().tenantId(), Shared.WITH_CONVERSIONS),
    FOLDER_ID(event -> event.link().folderId(), Shared.WITH_CONVERSIONS),
    GROUP_ID(event -> event.link().groupId(), Shared.WITH_CONVERSIONS),
    PARTNER_ID(event -> event.link().partnerId(), Shared.WITH_CONVERSIONS),
    TAG_IDS(event -> event.link().tagIds(), Shared.WITH_CONVERSIONS),
    CAMPAIGN_ID(event -> event.message().campaignId(), Shared.WITH_CONVERSIONS),
    STEP_ID(event -> event.message().stepId(), Shared.WITH_CONVERSIONS),
    SOURCE_ID(event -> event.message().sourceId(), Shared.WITH_CONVERSIONS),
    URL_LOCATION(event -> event.message().urlLocation(), Shared.WITH_CONVERSIONS),
    SUBSCRIBER_ID(event -> event.recipient().subscriberId(), Shared.WITH_CONVERSIONS),
    EMAIL_ADDRESS(event -> event.recipient().emailAddress(), Shared.WITH_CONVERSIONS),
    PROFILE_ID(event -> event.recipient().profileId(), Shared.WITH_CONVERSIONS),
    PARAMS(Event::params, Shared.WITH_CONVERSIONS),
    IP(event -> event.request().ip(), Shared.WITH_CONVERSIONS),
    USER_AGENT(event -> event.request().userAgent(), Shared.WITH_CONVERSIONS),
    REFERER(event -> event.request().referer(), Shared.WITH_CONVERSIONS),
    REFERER_HOST(event -> event.request().refererHost()),
    TRIGGER(event -> event.request().trigger().word(), Shared.WITH_CONVERSIONS),
    COUNTRY(event -> event.place().country(), Shared.WITH_CONVERSIONS),
    REGION(event -> event.place().region(), Shared.WITH_CONVERSIONS),
    CITY(event -> event.place().city(), Shared.WITH_CONVERSIONS),
    CONTINENT(event -> event.place().continent(), Shared.WITH_CONVERSIONS),
    DEVICE(event -> event.client().device()),
    BROWSER(event -> event.client().browser()),
    BROWSER_VERSION(event -> event.client().browserVersion()),
    OS(event -> event.client().os()),
    UTM_SOURCE(event -> event.utm().source()),
    UTM_MEDIUM(event -> event.utm().medium()),
    UTM_CAMPAIGN(event -> event.utm().campaign()),
    UTM_TERM(event -> event.utm().term()),
    UTM_CONTENT(event -> event.utm().content()),
    CLICK_ID(Event::clickId),
    EVENT_NAME(Event::eventName),
    CUSTOMER(event -> event.customer() == null ? null : customer(event.customer())),
    SALE_AMOUNT(event -> event.sale() == null ? null : event.sale().amount()),
    SALE_CURRENCY(event -> sale(event, Sale::currency)),
    INVOICE_ID(event -> sale(event, Sale::invoiceId)),
    PAYMENT_PROCESSOR(event -> sale(event, Sale::paymentProcessor)),
    METADATA(Event::metadata);

    private enum Shared {
        /** A lead or a sale has the value of the click that it came from. */
        WITH_CONVERSIONS,
        /** Each event has a value of its own, or the job determines it. */
        NOT
    }

    private final Function<Event, @Nullable Object> value;
    private final Shared shared;

    EventColumn(Function<Event, @Nullable Object> value) {
        this(value, Shared.NOT);
    }

    @SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
    EventColumn(Function<Event, @Nullable Object> value, Shared shared) {
        this.value = value;
        this.shared = shared;
    }

    /** The names of all columns, joined by commas. Each has the prefix, such as {@code staged.}, which may be empty. */
    public static String list(String prefix) {
        return Arrays.stream(values()).map(column -> prefix + column.column()).collect(Collectors.joining(", "));
    }

    /** The column's name. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The event's value: a text, number, truth value or {@link Instant}, a list or a map of texts, or null. A map is
     * kept as a JSON object, and so is the text of {@link #METADATA}.
     */
    public @Nullable Object value(Event event) {
        return value.apply(event);
    }

    /** Whether a lead or a sale has the value of the click that it came from. */
    public boolean isSharedWithConversions() {
        return shared == Shared.WITH_CONVERSIONS;
    }

    private static String sale(Event event, Function<Sale, String> text) {
        return event.sale() == null ? "" : text.apply(event.sale());
    }

    /** Absent texts are left out. */
    private static Map<String, String> customer(Customer customer) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id", customer.id());
        fields.put("external_id", customer.externalId());
        fields.put("name", customer.name());
        fields.put("email", customer.email());
        fields.put("avatar", customer.avatar());
        fields.put("country", customer.country());
        fields.put(
                "created_at",
                customer.createdAt() == null ? "" : customer.createdAt().toString());
        fields.values().removeIf(String::isEmpty);
        return fields;
    }
}
