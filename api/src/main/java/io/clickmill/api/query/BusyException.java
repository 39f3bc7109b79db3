package io.clickmill.api.query;

/** So much is being asked that this question has to wait; it can be asked again in a second. Nothing is broken. */
public final class BusyException extends RuntimeException {
    /** Whose questions are too many. */
    public enum Owner {
        /** The account's that asks: others are answered. */
        ACCOUNT,
        /** Everybody's. */
        SERVER
    }

    private final Owner owner;

    public BusyException(Owner owner, String message) {
        super(message, null, false, false);
        this.owner = owner;
    }

    /** Whose questions are too many. */
    public Owner owner() {
        return owner;
    }

    /** What there is too much of, for people. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
