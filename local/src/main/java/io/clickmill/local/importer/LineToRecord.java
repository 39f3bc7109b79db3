package io.clickmill.local.importer;

import io.clickmill.contract.event.InvalidClick;
import io.clickmill.local.accesslog.LineProblem;
import io.clickmill.local.accesslog.LogReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the lines of one file into records of the topic of clicks, or of links. An event or a link is sent as it is;
 * the account is added if it has none. A line that cannot be read is sent as it is, and the job rejects, keeps and
 * counts it. If a line makes the code throw, it counts as a bad line and the import continues.
 */
final class LineToRecord {
    private final ImportOptions options;
    private final LogReader logReader;
    private final LogLines log;
    private final JsonLines json;

    LineToRecord(ImportOptions options, Clock clock) {
        this.options = options;
        RecordCheck clicks = new ClickCheck(clock, options.rules());
        RecordCheck check = options.format() == LineFormat.LINKS ? new LinkCheck(clock) : clicks;
        this.logReader = options.logReader();
        this.log = new LogLines(logReader, options.account(), options.allRequests(), clicks);
        this.json = new JsonLines(options.account(), check);
    }

    /** Recognizes the format of a log from its first lines. */
    void recognize(List<byte[]> lines) {
        List<String> log = new ArrayList<>(lines.size());
        for (byte[] line : lines) {
            if (!isBlank(line) && !isJson(line)) {
                log.add(LogLines.text(line));
            }
        }
        logReader.recognize(log);
    }

    /** The log's format, for people. */
    String logFormat() {
        return logReader.description();
    }

    LineResult convert(byte[] line) {
        try {
            return isJson(line) ? json.convert(line) : log.convert(line);
        } catch (RuntimeException | StackOverflowError e) {
            return LineResult.bad(
                    options.format() == LineFormat.LINKS ? "" : null,
                    line,
                    new LineProblem("unreadable", InvalidClick.shown(String.valueOf(e))));
        }
    }

    /** Whether the line is read as JSON. */
    boolean isJson(byte[] line) {
        return switch (options.format()) {
            case NDJSON, LINKS -> true;
            case COMBINED, COMMON -> false;
            case AUTO -> options.logFormat() == null && JsonText.begins(line);
        };
    }

    /** Whether the line has only white space. Such a line is neither a click nor an error. */
    static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
