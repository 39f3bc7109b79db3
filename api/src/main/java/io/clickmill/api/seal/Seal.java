package io.clickmill.api.seal;

import java.util.UUID;

/**
 * A part of a sealed day, without its events.
 *
 * @param day days since 1970-01-01, in UTC
 * @param bytes the size of its file
 */
public record Seal(UUID id, long day, long events, long bytes) {}
