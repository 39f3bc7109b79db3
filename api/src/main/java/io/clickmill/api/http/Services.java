package io.clickmill.api.http;

import io.clickmill.api.auth.ApiKeys;
import io.clickmill.api.query.StatsReader;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * What routes answer from.
 *
 * @param publicUrl where clients reach this API, for absolute links; empty to take the request's host
 */
public record Services(StatsReader stats, ApiKeys keys, Clock clock, Optional<URI> publicUrl) {}
