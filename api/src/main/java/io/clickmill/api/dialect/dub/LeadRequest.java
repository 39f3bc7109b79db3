package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import java.util.List;
import java.util.Optional;

/**
 * Reads the body of {@code POST /track/lead}.
 *
 * @param clickId empty for the click that the known customer came from
 * @param isAwaited whether the answer waits until the lead can be read
 * @param quantity the number of leads to record
 */
record LeadRequest(
        String clickId,
        String eventName,
        Person person,
        boolean isAwaited,
        int quantity,
        Optional<ObjectNode> metadata) {
    private static final int MAX_ID_CHARS = 128;
    private static final int MAX_NAME_CHARS = 255;
    private static final int MAX_QUANTITY = 100;

    /**
     * Reads a body.
     *
     * @throws ErrorAnswer naming the first invalid field
     */
    static LeadRequest parse(Body body) {
        String clickId = body.text("clickId", MAX_ID_CHARS);
        String eventName = body.required("eventName", MAX_NAME_CHARS, "eventName is required");
        Person person = Person.parse(body);
        // The vendor's third mode, deferred, is not supported.
        String mode = body.word("mode", List.of("async", "wait"), "async");
        long quantity = body.number("eventQuantity").orElse(1L);
        if (quantity < 1) {
            throw Errors.invalid("too_small", "eventQuantity", "Too small: expected number to be >=1");
        }
        if (quantity > MAX_QUANTITY) {
            throw Errors.invalid("too_big", "eventQuantity", "Too big: expected number to be <=" + MAX_QUANTITY);
        }
        return new LeadRequest(clickId, eventName, person, mode.equals("wait"), (int) quantity, body.metadata());
    }
}
