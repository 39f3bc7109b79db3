package io.clickmill.api.auth;

/** The result of checking a key. */
public sealed interface KeyCheck {
    /** The key is valid. */
    record Granted(Principal principal) implements KeyCheck {}

    /** The key was valid until it expired. */
    record Expired() implements KeyCheck {}

    /** The key does not exist, or it was revoked. */
    record Unknown() implements KeyCheck {}
}
