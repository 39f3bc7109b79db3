package io.clickmill.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rows of a batch in the text format of COPY. */
final class FloorRows {
    /** The columns that differ between events come first, then those with the same value in each row. */
    static final String COPY = """
            COPY click_event (account_id, occurred_at, event_id, appended_at, kafka_partition, kafka_offset, visitor,
                campaign_id, source_id, link_id, url, subscriber_id, ip, user_agent,
                late, bot, bot_reasons, event, trigger, params, country, region, city, continent, device, browser,
                browser_version, os, utm_source, utm_medium, utm_campaign, utm_term, utm_content, domain, key,
                custom_link_title, external_id, tenant_id, folder_id, group_id, partner_id, tag_ids, step_id,
                email_address, profile_id, referer, referer_host, click_id, event_name, sale_currency, invoice_id,
                payment_processor)
            FROM STDIN
            """;

    private static final String SAME_IN_EACH_ROW = "\tf\tf\t{}\tclick\tlink"
            + "\t{\"utm_source\":\"mail\",\"utm_medium\":\"email\",\"utm_campaign\":\"c-123\"}"
            + "\tUS\tUS-CA\tSan Francisco\tNA\tMobile\tChrome\tChrome 142\tAndroid\tmail\temail\tc-123\t\t"
            + "\t".repeat(8)
            + "\t{}"
            + "\t".repeat(10)
            + '\n';

    private static final int ROW_CHARS = 600;

    private final StringBuilder text = new StringBuilder();
    private int count;

    int count() {
        return count;
    }

    void add(JsonNode event, ConsumerRecord<byte[], byte[]> record) {
        String campaign = text(event, "campaign_id");
        String subscriber = text(event, "subscriber_id");
        append(text(event, "account_id"));
        tab().append(text(event, "timestamp"));
        tab().append(text(event, "event_id"));
        if (event.has("attempt")) {
            text.append('~').append(event.get("attempt").asInt());
        }
        tab().append(Instant.ofEpochMilli(record.timestamp()));
        tab().append(record.partition());
        tab().append(record.offset());
        tab().append(subscriber.hashCode() * 0x9e3779b97f4a7c15L);
        tab();
        append(campaign);
        tab();
        append(campaign);
        for (String field : new String[] {"link_id", "url"}) {
            tab();
            append(text(event, field));
        }
        tab();
        append(subscriber);
        for (String field : new String[] {"ip", "user_agent"}) {
            tab();
            append(text(event, field));
        }
        text.append(SAME_IN_EACH_ROW);
        count++;
    }

    /** The rows; the batch is empty after that. */
    InputStream take() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        text.ensureCapacity(count * ROW_CHARS);
        count = 0;
        return new ByteArrayInputStream(bytes);
    }

    private StringBuilder tab() {
        return text.append('\t');
    }

    private static String text(JsonNode event, String field) {
        return event.path(field).asText();
    }

    private void append(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }
}
