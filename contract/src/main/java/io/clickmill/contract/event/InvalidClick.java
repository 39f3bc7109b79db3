package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * Leaves the parser's depths with a reason and with what is wrong where. It has no stack trace: a rejection is data, no
 * fault.
 */
public final class InvalidClick extends Exception {
    /** Of a value, in characters. */
    private static final int SHOWN_CHARS = 100;

    private final RejectReason reason;
    private final transient Fault fault;

    /**
     * What is wrong; texts are cut to 100 characters and can be printed.
     *
     * @param field its name; null if the record as a whole is wrong
     * @param value what was found
     * @param expected what would have been right
     */
    public record Fault(@Nullable String field, String value, String expected) {
        /** One line for people. */
        public String text() {
            return (field == null ? "" : field + ": ") + value + " (expected: " + expected + ")";
        }
    }

    private InvalidClick(RejectReason reason, Fault fault) {
        super(fault.text(), null, false, false);
        this.reason = reason;
        this.fault = fault;
    }

    /** A record that is wrong as a whole; {@code found} is short and can be printed. */
    static InvalidClick ofRecord(RejectReason reason, String found, String expected) {
        return new InvalidClick(reason, new Fault(null, found, expected));
    }

    /** A field that is wrong. */
    public static InvalidClick of(RejectReason reason, String field, String value, String expected) {
        return new InvalidClick(reason, new Fault(shown(field), shown(value), expected));
    }

    /** Why, as a word. */
    public RejectReason reason() {
        return reason;
    }

    /** What is wrong where. */
    public Fault fault() {
        return fault;
    }

    /** Why, for people: {@code field: value (expected: what)}. */
    public String detail() {
        return fault.text();
    }

    /** At most 100 characters of a text; what no terminal, log or database should be given is replaced. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < SHOWN_CHARS; ) {
            int character = text.codePointAt(i);
            boolean harmless = !Character.isISOControl(character)
                    && !(character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
            shown.appendCodePoint(harmless ? character : 0xFFFD);
            i += Character.charCount(character);
        }
        return text.length() > SHOWN_CHARS ? shown + "…" : shown.toString();
    }
}
