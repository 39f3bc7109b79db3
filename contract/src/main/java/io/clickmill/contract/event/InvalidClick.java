package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * Thrown from deep inside the parser when a record is invalid, with the reason and the fault. It has no stack trace, as
 * a rejection is data and not a failure of the program.
 */
public final class InvalidClick extends Exception {
    /** The maximum number of characters of a value that are shown. */
    private static final int SHOWN_CHARS = 100;

    private final RejectReason reason;
    private final transient Fault fault;

    /**
     * What is wrong. Texts are cut to 100 characters and can be printed.
     *
     * @param field name of the field; null if the record as a whole is wrong
     * @param value what was found
     * @param expected what a correct value would be
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

    /** A record that is wrong as a whole. {@code found} is short and can be printed. */
    static InvalidClick ofRecord(RejectReason reason, String found, String expected) {
        return new InvalidClick(reason, new Fault(null, found, expected));
    }

    /** An invalid field. */
    public static InvalidClick of(RejectReason reason, String field, String value, String expected) {
        return new InvalidClick(reason, new Fault(shown(field), shown(value), expected));
    }

    /** Throws if a required field is absent. */
    public static void requirePresent(String field, boolean present, String expected) throws InvalidClick {
        if (!present) {
            throw of(RejectReason.MISSING_FIELD, field, "absent", expected);
        }
    }

    public RejectReason reason() {
        return reason;
    }

    public Fault fault() {
        return fault;
    }

    /** The fault, for people: {@code field: value (expected: what)}. */
    public String detail() {
        return fault.text();
    }

    /** The first 100 characters of a text. Control characters and halves of surrogate pairs are replaced. */
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
