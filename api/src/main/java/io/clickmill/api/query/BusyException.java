package io.clickmill.api.query;

/** Too many questions are being answered for this one. It can be asked again in a second; nothing is broken. */
public final class BusyException extends RuntimeException {
    /** Whose questions are too many. */
    public enum Owner {
        /** The questions of the asking account. Other accounts are answered. */
        ACCOUNT,
        /** The questions of all accounts together. */
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

    /** The reason, for people. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
