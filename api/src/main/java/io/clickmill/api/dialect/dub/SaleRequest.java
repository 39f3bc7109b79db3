package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the body of {@code POST /track/sale}. Absent texts are empty.
 *
 * @param amount in cents
 * @param currency in lower case; empty for the account's currency
 * @param leadEventName the name of the lead that the sale belongs to; empty for the newest lead
 * @param clickId the click that the sale came from; empty for the click of the lead
 */
record SaleRequest(
        Person person,
        long amount,
        String currency,
        String eventName,
        String paymentProcessor,
        String invoiceId,
        Optional<ObjectNode> metadata,
        String leadEventName,
        String clickId) {
    /**
     * The payment processors that the vendor's clients know. The default is {@code custom}, and any other word is an
     * error.
     */
    static final List<String> PAYMENT_PROCESSORS =
            List.of("stripe", "shopify", "polar", "paddle", "apple", "revenuecat", "lemonsqueezy", "dub", "custom");

    /** The maximum amount in cents. The job rejects larger ones. */
    private static final long MAX_AMOUNT = 1_000_000_000_000L;

    private static final int MAX_ID_CHARS = 128;
    private static final int MAX_NAME_CHARS = 255;

    /**
     * Reads a body.
     *
     * @throws ErrorAnswer naming the first invalid field
     */
    static SaleRequest parse(Body body) {
        Person person = Person.parse(body);
        long amount =
                body.number("amount").orElseThrow(() -> Errors.invalid("invalid_type", "amount", "amount is required"));
        if (amount < 0) {
            throw Errors.invalid("too_small", "amount", "amount cannot be negative");
        }
        if (amount > MAX_AMOUNT) {
            throw Errors.invalid("too_big", "amount", "Too big: expected number to be <=" + MAX_AMOUNT);
        }
        String eventName = body.text("eventName", MAX_NAME_CHARS);
        return new SaleRequest(
                person,
                amount,
                body.text("currency", MAX_NAME_CHARS).toLowerCase(Locale.ROOT),
                eventName.isEmpty() ? "Purchase" : eventName,
                body.word("paymentProcessor", PAYMENT_PROCESSORS, "custom"),
                body.text("invoiceId", MAX_NAME_CHARS),
                body.metadata(),
                body.text("leadEventName", MAX_NAME_CHARS),
                body.text("clickId", MAX_ID_CHARS));
    }
}
