package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What counting needs of a human event: its value of each dimension, its visitor and its measures.
 *
 * @param values by the ordinal of {@link Dimension}, each cut to the width of a rollup's value
 * @param visitor 64-bit hash of the visitor
 * @param saleAmountCents 0 unless the event is a sale
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only by the tallies of up to four scopes
public record CountedEvent(String[] values, EventKind event, long visitor, long saleAmountCents) {
    private static final int DIMENSIONS = Dimension.values().length;

    /** The counted view of an event. */
    public static CountedEvent of(Event event) {
        String[] values = new String[DIMENSIONS];
        for (Dimension dimension : Dimension.values()) {
            values[dimension.ordinal()] = Dimension.cut(value(dimension, event));
        }
        Event.Sale sale = event.sale();
        return new CountedEvent(values, event.kind(), event.visitor(), sale == null ? 0 : sale.amount());
    }

    /** Calls back with the key of each scope that an event belongs to: its account always, the others by their ids. */
    public static void forEachKey(Event event, Consumer<RollupKey> key) {
        for (Scope scope : Scope.values()) {
            String id = scopeId(scope, event);
            if (scope == Scope.ACCOUNT || !id.isEmpty()) {
                key.accept(new RollupKey(event.accountId(), scope, id));
            }
        }
    }

    private static String scopeId(Scope scope, Event event) {
        return switch (scope) {
            case ACCOUNT -> "";
            case CAMPAIGN -> event.message().campaignId();
            case LINK -> event.link().id();
            case SOURCE -> event.message().sourceId();
        };
    }

    private static String value(Dimension dimension, Event event) {
        return switch (dimension) {
            case TOTAL -> "";
            case CAMPAIGN -> event.message().campaignId();
            case LINK -> event.link().id();
            case SOURCE -> event.message().sourceId();
            case COUNTRY -> event.place().country();
            case REGION -> event.place().region();
            case CITY -> event.place().city();
            case CONTINENT -> event.place().continent();
            case DEVICE -> event.client().device();
            case BROWSER -> event.client().browser();
            case BROWSER_VERSION -> event.client().browserVersion();
            case OS -> event.client().os();
            case REFERER -> event.request().refererHost();
            case TRIGGER -> event.request().trigger().word();
            case URL -> event.link().url();
            case CUSTOM_LINK_TITLE -> event.link().customTitle();
            case UTM_SOURCE -> event.utm().source();
            case UTM_MEDIUM -> event.utm().medium();
            case UTM_CAMPAIGN -> event.utm().campaign();
            case UTM_TERM -> event.utm().term();
            case UTM_CONTENT -> event.utm().content();
            case PLACEMENT ->
                event.message().stepId()
                        + Dimension.PLACEMENT_SEPARATOR
                        + Objects.toString(event.message().urlLocation(), "")
                        + Dimension.PLACEMENT_SEPARATOR
                        + event.link().url();
        };
    }
}
