package io.clickmill.job.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.contract.event.Click;
import io.clickmill.job.enrich.EnrichedClick;
import io.clickmill.job.receive.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code click_event} in the text format of COPY: columns by tab, rows by line feed, {@code \N} for null, and
 * backslash escapes (PostgreSQL documentation, COPY, "Text Format").
 */
final class ClickEventRow {
    /** The columns in the order in which {@link #append} writes them. */
    static final String COLUMNS = """
            account_id, occurred_at, event_id, appended_at, kafka_partition, kafka_offset, late, bot, bot_reasons,
            event, visitor, link_id, url, domain, key, custom_link_title, external_id, tenant_id, folder_id, group_id,
            partner_id, tag_ids, campaign_id, step_id, source_id, url_location, subscriber_id, email_address,
            profile_id, params, ip, user_agent, referer, referer_host, trigger, country, region, city, continent,
            device, browser, browser_version, os, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
            click_id, event_name, customer, sale_amount, sale_currency, invoice_id, payment_processor, metadata""";

    private static final JsonMapper JSON = new JsonMapper();

    private final StringBuilder out;
    private boolean firstColumn = true;

    private ClickEventRow(StringBuilder out) {
        this.out = out;
    }

    /** The same columns, each of the table with this alias. */
    static String columnsOf(String alias) {
        return Arrays.stream(COLUMNS.split(","))
                .map(column -> alias + "." + column.strip())
                .collect(Collectors.joining(", "));
    }

    /** Appends the row, without the line feed that ends it. */
    static void append(StringBuilder out, EnrichedClick enriched, Verdict verdict) {
        new ClickEventRow(out).columns(enriched, verdict);
    }

    private void columns(EnrichedClick enriched, Verdict verdict) {
        Click click = enriched.click();
        text(click.accountId());
        instant(click.occurredAt());
        text(click.eventId());
        instant(click.appendedAt());
        number(click.kafkaPartition());
        number(click.kafkaOffset());
        bool(verdict != Verdict.ON_TIME && !enriched.bot());
        bool(enriched.bot());
        array(enriched.botReasons());
        text(click.event().word());
        number(enriched.visitor());
        link(click);
        recipient(click);
        json(click.params());
        text(enriched.ip());
        text(click.userAgent());
        text(click.referer());
        text(enriched.refererHost());
        text(click.trigger().word());
        found(enriched);
        conversion(click);
    }

    private void link(Click click) {
        text(click.linkId());
        text(click.url());
        text(click.domain());
        text(click.key());
        text(click.customLinkTitle());
        text(click.externalId());
        text(click.tenantId());
        text(click.folderId());
        text(click.groupId());
        text(click.partnerId());
        array(click.tagIds());
        text(click.campaignId());
        text(click.stepId());
        text(click.sourceId());
        nullable(click.urlLocation() == Click.NO_URL_LOCATION ? null : Integer.toString(click.urlLocation()));
    }

    private void recipient(Click click) {
        text(click.subscriberId());
        text(click.emailAddress());
        text(click.profileId());
    }

    private void found(EnrichedClick enriched) {
        text(enriched.country());
        text(enriched.region());
        text(enriched.city());
        text(enriched.continent());
        text(enriched.device());
        text(enriched.browser());
        text(enriched.browserVersion());
        text(enriched.os());
        text(enriched.utm().source());
        text(enriched.utm().medium());
        text(enriched.utm().campaign());
        text(enriched.utm().term());
        text(enriched.utm().content());
    }

    private void conversion(Click click) {
        text(click.clickId());
        text(click.eventName());
        Click.Customer customer = click.customer();
        if (customer == null) {
            nullable(null);
        } else {
            json(customer(customer));
        }
        Click.Sale sale = click.sale();
        nullable(sale == null ? null : Long.toString(sale.amountCents()));
        text(sale == null ? "" : sale.currency());
        text(sale == null ? "" : sale.invoiceId());
        text(sale == null ? "" : sale.paymentProcessor());
        nullable(click.metadata().isEmpty() ? null : click.metadata());
    }

    private static Map<String, String> customer(Click.Customer customer) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id", customer.id());
        fields.put("external_id", customer.externalId());
        fields.put("name", customer.name());
        fields.put("email", customer.email());
        fields.put("avatar", customer.avatar());
        fields.put("country", customer.country());
        if (customer.createdAt() != 0) {
            fields.put("created_at", Instant.ofEpochMilli(customer.createdAt()).toString());
        }
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    private void instant(long epochMillis) {
        column();
        out.append(Instant.ofEpochMilli(epochMillis));
    }

    private void number(long value) {
        column();
        out.append(value);
    }

    private void bool(boolean value) {
        column();
        out.append(value ? 't' : 'f');
    }

    private void text(String value) {
        column();
        escaped(value);
    }

    private void nullable(@Nullable String value) {
        column();
        if (value == null) {
            out.append("\\N");
        } else {
            escaped(value);
        }
    }

    private void json(Map<String, String> value) {
        column();
        if (value.isEmpty()) {
            out.append("{}");
            return;
        }
        try {
            escaped(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always JSON", e);
        }
    }

    /** An array literal: elements in double quotes, in which backslash and double quote are escaped once more. */
    private void array(List<String> values) {
        column();
        if (values.isEmpty()) {
            out.append("{}");
            return;
        }
        StringBuilder literal = new StringBuilder("{");
        for (String value : values) {
            literal.append(literal.length() == 1 ? "\"" : ",\"");
            literal.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        escaped(literal.append('}').toString());
    }

    private void column() {
        if (!firstColumn) {
            out.append('\t');
        }
        firstColumn = false;
    }

    private void escaped(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
    }
}
