package io.clickmill.contract;

import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Worded;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * A number that is added up for each value of a {@link Dimension}. Each is a column of table {@code rollup}, and says
 * what an event adds to it, in Java and in SQL. Unique visitors are not a measure, as they do not add up.
 */
public enum Measure implements Worded {
    CLICKS("clicks", EventKind.CLICK, saleAmount -> 1, "count(*) FILTER (WHERE event = 'click')"),
    LEADS("leads", EventKind.LEAD, saleAmount -> 1, "count(*) FILTER (WHERE event = 'lead')"),
    SALES("sales", EventKind.SALE, saleAmount -> 1, "count(*) FILTER (WHERE event = 'sale')"),
    /** In cents. */
    SALE_AMOUNT(
            "sale_amount",
            EventKind.SALE,
            saleAmount -> saleAmount,
            "coalesce(sum(sale_amount) FILTER (WHERE event = 'sale'), 0)");

    /** All measures, without the copy that {@link #values} makes. */
    public static final List<Measure> ALL = List.of(values());

    /** How many measures exist. */
    public static final int COUNT = ALL.size();

    /** Every event adds one to exactly one of these. */
    public static final Set<Measure> EVENTS = Set.of(CLICKS, LEADS, SALES);

    private final String word;
    private final EventKind event;
    private final LongUnaryOperator amount;
    private final String aggregate;

    Measure(String word, EventKind event, LongUnaryOperator amount, String aggregate) {
        this.word = word;
        this.event = event;
        this.amount = amount;
        this.aggregate = aggregate;
    }

    /** The name of the column in table {@code rollup}, and the word in {@code /v1/stats}. */
    @Override
    public String word() {
        return word;
    }

    /** The kind of the events that are counted. Others add nothing. */
    public EventKind event() {
        return event;
    }

    /** SQL that gives this measure of rows of {@code click_event}. It is zero if there are none. */
    public String aggregate() {
        return aggregate;
    }

    /**
     * What an event adds to each measure, by ordinal.
     *
     * @param saleAmount in cents; 0 unless the event is a sale
     */
    public static long[] amounts(EventKind event, long saleAmount) {
        long[] amounts = new long[COUNT];
        for (Measure measure : ALL) {
            if (measure.event == event) {
                amounts[measure.ordinal()] = measure.amount.applyAsLong(saleAmount);
            }
        }
        return amounts;
    }

    /**
     * Repeats {@code form} for every measure, in the order of this enum, joined by commas. {@code %s} is the column's
     * name.
     */
    public static String columns(String form) {
        return Arrays.stream(values())
                .map(measure -> form.replace("%s", measure.word))
                .collect(Collectors.joining(", "));
    }
}
