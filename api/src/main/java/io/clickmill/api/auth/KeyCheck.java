package io.clickmill.api.auth;

/** What came of a presented key. */
public sealed interface KeyCheck {
    /** The key is good. */
    record Granted(Principal principal) implements KeyCheck {}

    /** The key was good until it expired. */
    record Expired() implements KeyCheck {}

    /** There is no such key, or it was revoked. */
    record Unknown() implements KeyCheck {}
}
