package io.clickmill.local.cli;

import io.clickmill.api.query.Field;

/**
 * A click of a stream that is counted while it continues.
 *
 * @param json the event as it is sent
 * @param occurredAt when it occurred, in epoch milliseconds
 * @param subscriber the number of the visitor, from 0
 */
record LiveEvent(
        String json, long occurredAt, String campaign, String link, String country, String device, int subscriber) {
    String value(Field field) {
        return switch (field) {
            case CAMPAIGN -> campaign;
            case LINK -> link;
            case COUNTRY -> country;
            case DEVICE -> device;
            default -> throw new IllegalArgumentException("a live event has no " + field);
        };
    }
}
