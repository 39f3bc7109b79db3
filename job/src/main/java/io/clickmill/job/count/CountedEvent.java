package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;

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
            values[dimension.ordinal()] = Dimension.cut(dimension.value(event));
        }
        Click.Sale sale = click.sale();
        return new CountedEvent(values, click.event(), enriched.visitor(), sale == null ? 0 : sale.amountCents());
    }

    /** Calls back with the key of each scope that an event belongs to: its account always, the others by their ids. */
    public static void forEachKey(Click click, Consumer<RollupKey> key) {
        for (Scope scope : Scope.values()) {
            String id = scopeId(scope, click);
            if (scope == Scope.ACCOUNT || !id.isEmpty()) {
                key.accept(new RollupKey(click.accountId(), scope, id));
            }
        }
    }

    private static String scopeId(Scope scope, Click click) {
        return switch (scope) {
            case ACCOUNT -> "";
            case CAMPAIGN -> click.campaignId();
            case LINK -> click.linkId();
            case SOURCE -> click.sourceId();
        };
    }

    private static String value(Dimension dimension, Click click, EnrichedClick enriched) {
        return switch (dimension) {
            case TOTAL -> "";
            case CAMPAIGN -> click.campaignId();
            case LINK -> click.linkId();
            case SOURCE -> click.sourceId();
            case COUNTRY -> enriched.country();
            case REGION -> enriched.region();
            case CITY -> enriched.city();
            case CONTINENT -> enriched.continent();
            case DEVICE -> enriched.device();
            case BROWSER -> enriched.browser();
            case BROWSER_VERSION -> enriched.browserVersion();
            case OS -> enriched.os();
            case REFERER -> enriched.refererHost();
            case TRIGGER -> click.trigger().word();
            case URL -> click.url();
            case CUSTOM_LINK_TITLE -> click.customLinkTitle();
            case UTM_SOURCE -> enriched.utm().source();
            case UTM_MEDIUM -> enriched.utm().medium();
            case UTM_CAMPAIGN -> enriched.utm().campaign();
            case UTM_TERM -> enriched.utm().term();
            case UTM_CONTENT -> enriched.utm().content();
            case PLACEMENT ->
                click.stepId()
                        + Dimension.PLACEMENT_SEPARATOR
                        + (click.urlLocation() == Click.NO_URL_LOCATION ? "" : Integer.toString(click.urlLocation()))
                        + Dimension.PLACEMENT_SEPARATOR
                        + click.url();
        };
    }
}
