package io.clickmill.local.importer;

import io.clickmill.contract.event.EventRules;
import io.clickmill.local.accesslog.LogFormat;
import io.clickmill.local.accesslog.LogReader;
import io.clickmill.local.accesslog.ServerFormat;
import org.jspecify.annotations.Nullable;

/**
 * The user's options for the files.
 *
 * @param format the format of the files
 * @param logFormat the directives of a log's format, or null
 * @param account the account of log lines, and of events and links without one
 * @param allRequests whether static files, HEAD and failed requests count as clicks too
 * @param rules the job's rules for valid events
 */
public record ImportOptions(
        LineFormat format, @Nullable String logFormat, String account, boolean allRequests, EventRules rules) {
    /** @throws IllegalArgumentException if the log format is invalid; the message says what is expected */
    public ImportOptions {
        if (logFormat != null) {
            var unused = reader(logFormat);
        }
    }

    /** A reader of a log, for one file. */
    LogReader logReader() {
        if (logFormat != null) {
            return reader(logFormat);
        }
        return switch (format) {
            case COMBINED -> LogReader.of(ServerFormat.COMBINED);
            case COMMON -> LogReader.of(ServerFormat.COMMON);
            case AUTO, NDJSON, LINKS -> LogReader.ofAnyFormat();
        };
    }

    private static LogReader reader(String logFormat) {
        return ServerFormat.named(logFormat)
                .map(LogReader::of)
                .orElseGet(() -> LogReader.of(LogFormat.compile(logFormat)));
    }
}
