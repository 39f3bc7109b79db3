package io.clickmill.bench.ask;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** What differs between the two databases in a question's SQL. DuckDB's table has times in UTC without a zone. */
enum SqlDialect {
    POSTGRESQL("click_event CROSS JOIN LATERAL jsonb_each_text(params) AS param (key, value)") {
        @Override
        String instant(Instant instant) {
            return "TIMESTAMPTZ '" + instant + "'";
        }

        @Override
        String localTime(String zone) {
            return "occurred_at AT TIME ZONE '" + zone + "'";
        }
    },
    DUCKDB("(SELECT *, unnest(map_entries(params)) AS param FROM click_event) AS click_event") {
        @Override
        String instant(Instant instant) {
            return "TIMESTAMP '" + LocalDateTime.ofInstant(instant, ZoneOffset.UTC) + "'";
        }

        @Override
        String localTime(String zone) {
            return zone.equals("UTC") ? "occurred_at" : "occurred_at AT TIME ZONE 'UTC' AT TIME ZONE '" + zone + "'";
        }
    };

    private final String clicksWithParams;

    SqlDialect(String clicksWithParams) {
        this.clicksWithParams = clicksWithParams;
    }

    /** The table with a row for each query parameter of a click, in {@code param.key} and {@code param.value}. */
    String clicksWithParams() {
        return clicksWithParams;
    }

    abstract String instant(Instant instant);

    /** The time of an event by the clocks of a zone. */
    abstract String localTime(String zone);
}
