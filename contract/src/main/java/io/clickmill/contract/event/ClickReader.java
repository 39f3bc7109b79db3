package io.clickmill.contract.event;

import com.fasterxml.jackson.core.JsonParser;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.Event.Sale;
import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object, in any order, into a {@link Event.Builder}. Unknown fields are skipped, a null
 * field is absent, and the last of two fields with the same name counts.
 *
 * <p>This class checks each field by itself. {@link ClickParser} makes the checks that need more than one field.
 */
final class ClickReader {
    private static final int MAX_TAGS = 100;
    private static final int MAX_TAG_CHARS = 256;
    private static final int MAX_PARAMS = 200;
    private static final int MAX_PARAM_CHARS = 8_192;
    private static final int MAX_CUSTOMER_CHARS = 2_048;
    private static final int MAX_SALE_CHARS = 256;
    /** Ten thousand million dollars, for example. The sum of nine million such sales does not overflow. */
    private static final long MAX_AMOUNT_CENTS = 1_000_000_000_000L;

    private final JsonTexts texts;
    private final JsonParser json;
    private final Event.Builder event;
    private boolean timestampSeen;

    private ClickReader(JsonTexts texts, JsonParser json, Event.Builder event) {
        this.texts = texts;
        this.json = json;
        this.event = event;
    }

    /**
     * Reads the object whose opening brace is the parser's current token. Returns whether it has a timestamp.
     *
     * @param texts reads the values
     */
    static boolean read(JsonParser json, JsonTexts texts, Event.Builder event) throws IOException, InvalidClick {
        ClickReader reader = new ClickReader(texts, json, event);
        for (String name = texts.nextField(); name != null; name = texts.nextField()) {
            reader.readField(name);
        }
        return reader.timestampSeen;
    }

    private void readField(String name) throws IOException, InvalidClick {
        TextField field = TextField.ofWord(name);
        if (field != null) {
            field.set(event, texts.text(name, field.maxChars()));
            return;
        }
        switch (name) {
            case "timestamp" -> readTimestamp();
            case "event" -> event.kind = readWord(name, EventKind.class);
            case "trigger" -> event.trigger = readWord(name, Trigger.class);
            case "url_location" -> event.urlLocation = (int) texts.integer(name, 0, Integer.MAX_VALUE);
            case "tag_ids" ->
                event.tagIds = texts.array(name, MAX_TAGS, "texts", () -> texts.text("tag_ids", MAX_TAG_CHARS));
            case "params" -> event.params = texts.map(name, MAX_PARAMS, MAX_PARAM_CHARS, MAX_PARAM_CHARS);
            case "customer" -> event.customer = readCustomer();
            case "sale" -> event.sale = readSale();
            case "metadata" -> event.metadata = texts.object(name);
            default -> json.skipChildren();
        }
    }

    private void readTimestamp() throws IOException, InvalidClick {
        timestampSeen = true;
        event.occurredAt = switch (json.currentToken()) {
            case VALUE_STRING -> EventTime.parse(json.getText());
            case VALUE_NUMBER_INT -> JsonTexts.longOr(json.getText(), EventTime.INVALID);
            default -> EventTime.INVALID;
        };
        if (event.occurredAt == EventTime.INVALID) {
            throw InvalidClick.of(RejectReason.INVALID_TIMESTAMP, "timestamp", texts.shownValue(), EventTime.EXPECTED);
        }
    }

    private <T extends Enum<T> & Worded> T readWord(String name, Class<T> type) throws IOException, InvalidClick {
        Optional<T> constant = Words.of(type, texts.text(name, 128));
        if (constant.isEmpty()) {
            List<String> words = Words.all(type);
            int last = words.size() - 1;
            throw texts.invalid(name, String.join(", ", words.subList(0, last)) + " or " + words.get(last));
        }
        return constant.get();
    }

    private Customer readCustomer() throws IOException, InvalidClick {
        texts.requireObject("customer", "an object");
        Map<String, String> fields = new LinkedHashMap<>();
        @Nullable Instant createdAt = null;
        for (String name = texts.nextField(); name != null; name = texts.nextField()) {
            switch (name) {
                case "id", "external_id" -> fields.put(name, texts.text("customer." + name, MAX_TAG_CHARS));
                case "name", "email", "avatar", "country" ->
                    fields.put(name, texts.text("customer." + name, MAX_CUSTOMER_CHARS));
                case "created_at" -> createdAt = Instant.ofEpochMilli(texts.time("customer.created_at"));
                default -> json.skipChildren();
            }
        }
        return new Customer(
                fields.getOrDefault("id", ""),
                fields.getOrDefault("external_id", ""),
                fields.getOrDefault("name", ""),
                fields.getOrDefault("email", ""),
                fields.getOrDefault("avatar", ""),
                fields.getOrDefault("country", ""),
                createdAt);
    }

    private Sale readSale() throws IOException, InvalidClick {
        texts.requireObject("sale", "an object");
        long amount = -1;
        String currency = "";
        String invoiceId = "";
        String paymentProcessor = "";
        for (String name = texts.nextField(); name != null; name = texts.nextField()) {
            switch (name) {
                case "amount" -> amount = texts.integer("sale.amount", 0, MAX_AMOUNT_CENTS);
                case "currency" -> currency = texts.text("sale.currency", MAX_SALE_CHARS);
                case "invoice_id" -> invoiceId = texts.text("sale.invoice_id", MAX_SALE_CHARS);
                case "payment_processor" -> paymentProcessor = texts.text("sale.payment_processor", MAX_SALE_CHARS);
                default -> json.skipChildren();
            }
        }
        if (amount < 0) {
            throw InvalidClick.of(RejectReason.MISSING_FIELD, "sale.amount", "absent", "a whole number of cents");
        }
        return new Sale(amount, currency, invoiceId, paymentProcessor);
    }
}
