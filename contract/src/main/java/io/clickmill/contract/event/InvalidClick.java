package io.clickmill.contract.event;

/** Leaves the parser's depths with a reason and a detail. It has no stack trace: a rejection is data, no fault. */
public final class InvalidClick extends Exception {
    /** So much of a value is shown in a detail. */
    private static final int SHOWN_CHARS = 100;

    private final RejectReason reason;
    private final String detail;

    InvalidClick(RejectReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    /** A rejection whose detail is {@code field: value (expected: expected)}. */
    public static InvalidClick of(RejectReason reason, String field, String value, String expected) {
        return new InvalidClick(reason, shown(field) + ": " + shown(value) + " (expected: " + expected + ")");
    }

    /** Why, as a word. */
    public RejectReason reason() {
        return reason;
    }

    /** Why, for people. */
    public String detail() {
        return detail;
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
