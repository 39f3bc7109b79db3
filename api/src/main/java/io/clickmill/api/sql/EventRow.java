package io.clickmill.api.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.EventKind;
import io.clickmill.api.query.LoggedEvent;
import io.clickmill.api.query.LoggedEvent.Client;
import io.clickmill.api.query.LoggedEvent.Customer;
import io.clickmill.api.query.LoggedEvent.Link;
import io.clickmill.api.query.LoggedEvent.Message;
import io.clickmill.api.query.LoggedEvent.Place;
import io.clickmill.api.query.LoggedEvent.Recipient;
import io.clickmill.api.query.LoggedEvent.Request;
import io.clickmill.api.query.LoggedEvent.Sale;
import io.clickmill.api.query.LoggedEvent.Utm;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of {@code click_event} as an event. */
final class EventRow {
    /** The columns that a statement has to select. */
    static final String COLUMNS = """
            event_id, occurred_at, event, link_id, url, domain, key, external_id, tenant_id, folder_id, group_id,
                   partner_id, tag_ids, custom_link_title, campaign_id, step_id, source_id, url_location,
                   subscriber_id, email_address, profile_id, params, ip, user_agent, referer, referer_host, trigger,
                   country, region, city, continent, device, browser, browser_version, os, utm_source, utm_medium,
                   utm_campaign, utm_term, utm_content, click_id, event_name, customer, sale_amount, sale_currency,
                   invoice_id, payment_processor, metadata""";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final QueryError TOO_LARGE =
            QueryError.tooLarge("limit", "events that take too much memory", "a smaller limit");

    /** Of about fifty texts that may all be empty, and of the tree that an answer makes of them. */
    private static final int EVENT_BYTES = 6_000;

    private final ResultSet row;
    private long bytes = EVENT_BYTES;

    private EventRow(ResultSet row) {
        this.row = row;
    }

    /**
     * The event of the row at which the result stands.
     *
     * @throws QueryException if it takes more memory than is left for the answer
     */
    static LoggedEvent event(ResultSet row, AnswerMemory.Answer memory) throws SQLException {
        EventRow read = new EventRow(row);
        LoggedEvent event = read.event();
        memory.take(read.bytes, TOO_LARGE);
        return event;
    }

    private LoggedEvent event() throws SQLException {
        return new LoggedEvent(
                text("event_id"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                EventKind.ofWord(text("event")).orElseThrow(),
                link(),
                new Message(
                        text("campaign_id"),
                        text("step_id"),
                        text("source_id"),
                        row.getObject("url_location", Integer.class)),
                new Recipient(text("subscriber_id"), text("email_address"), text("profile_id")),
                params(),
                new Request(text("ip"), text("user_agent"), text("referer"), text("referer_host"), text("trigger")),
                new Place(text("country"), text("region"), text("city"), text("continent")),
                new Client(text("device"), text("browser"), text("browser_version"), text("os")),
                new Utm(
                        text("utm_source"),
                        text("utm_medium"),
                        text("utm_campaign"),
                        text("utm_term"),
                        text("utm_content")),
                text("click_id"),
                text("event_name"),
                customer(),
                sale(),
                nullable("metadata"));
    }

    private Link link() throws SQLException {
        return new Link(
                text("link_id"),
                text("url"),
                text("domain"),
                text("key"),
                text("external_id"),
                text("tenant_id"),
                text("folder_id"),
                text("group_id"),
                text("partner_id"),
                tags(),
                text("custom_link_title"));
    }

    private List<String> tags() throws SQLException {
        List<String> tags = List.of((String[]) row.getArray("tag_ids").getArray());
        tags.forEach(this::count);
        return tags;
    }

    private Map<String, String> params() throws SQLException {
        Map<String, String> params = new LinkedHashMap<>();
        json(text("params")).fields().forEachRemaining(param -> params.put(param.getKey(), text(param.getValue())));
        return params;
    }

    private @Nullable Customer customer() throws SQLException {
        String text = nullable("customer");
        if (text == null) {
            return null;
        }
        JsonNode customer = json(text);
        String createdAt = text(customer.path("created_at"));
        return new Customer(
                text(customer.path("id")),
                text(customer.path("external_id")),
                text(customer.path("name")),
                text(customer.path("email")),
                text(customer.path("avatar")),
                text(customer.path("country")),
                createdAt.isEmpty() ? null : Instant.parse(createdAt));
    }

    private @Nullable Sale sale() throws SQLException {
        Long amount = row.getObject("sale_amount", Long.class);
        return amount == null
                ? null
                : new Sale(amount, text("sale_currency"), text("invoice_id"), text("payment_processor"));
    }

    private String text(String column) throws SQLException {
        return count(row.getString(column));
    }

    private @Nullable String nullable(String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : count(text);
    }

    /** Answers may tell a text twice. */
    private String count(String text) {
        bytes += AnswerMemory.heldBytes(text) + 2 * AnswerMemory.writtenBytes(text);
        return text;
    }

    /** Empty where there is none. */
    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps nothing else in jsonb", e);
        }
    }
}
