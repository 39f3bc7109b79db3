package io.clickmill.api.http;

import io.clickmill.api.auth.ApiKeys;
import io.clickmill.api.auth.RateLimits;
import io.clickmill.api.auth.Sessions;
import io.clickmill.api.query.AccountReader;
import io.clickmill.api.query.BatchReader;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.api.query.EventReader;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatusReader;
import io.clickmill.contract.event.EventRules;
import java.time.Clock;

/** The services that routes use to answer requests. */
public record Services(
        StatsReader stats,
        BatchReader batches,
        EventReader events,
        ConversionReader conversions,
        LinkReader links,
        AccountReader accounts,
        StatusReader status,
        ApiKeys keys,
        Sessions sessions,
        RateLimits limits,
        RequestBodies bodies,
        EventRules eventRules,
        PublicUrl publicUrl,
        Clock clock) {}
