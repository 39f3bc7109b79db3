package io.clickmill.local.accesslog;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the lines of one log. Either the format is given, or it is recognized from the first lines: the named format
 * that matches most of them is tried first on each line. The other formats are tried after it, because the server's
 * configuration may have changed in the middle of a file. All formats are strict, so that a line matches only the
 * format in which it was written. Only one thread may use a reader.
 */
public final class LogReader {
    private final List<LogFormat> formats = new ArrayList<>();
    private final List<ServerFormat> names = new ArrayList<>();
    private String description;
    private LineProblem problem = LineProblem.NONE;

    private LogReader(String description) {
        this.description = description;
    }

    /** A reader of one format that the user has given. */
    public static LogReader of(LogFormat format) {
        LogReader reader = new LogReader("the format of --log-format");
        reader.formats.add(format);
        return reader;
    }

    /** A reader of one named format only. */
    public static LogReader of(ServerFormat format) {
        return of(List.of(format));
    }

    /** A reader of all named formats. */
    public static LogReader ofAnyFormat() {
        return of(List.of(ServerFormat.values()));
    }

    private static LogReader of(List<ServerFormat> candidates) {
        LogReader reader = new LogReader(candidates.get(0).description());
        for (ServerFormat candidate : candidates) {
            reader.names.add(candidate);
            reader.formats.add(candidate.compile());
        }
        return reader;
    }

    /** Finds the format that most of these lines have, and makes it the first to be tried. */
    public void recognize(List<String> lines) {
        if (names.isEmpty()) {
            return;
        }
        Map<ServerFormat, List<String>> trailing = new EnumMap<>(ServerFormat.class);
        for (String line : lines) {
            int format = formatOf(line);
            if (format >= 0) {
                trailing.computeIfAbsent(names.get(format), key -> new ArrayList<>())
                        .add(formats.get(format).capture().raw(LogField.TRAILING, line));
            }
        }
        trailing.entrySet().stream()
                .max((a, b) -> Integer.compare(a.getValue().size(), b.getValue().size()))
                .ifPresent(most -> {
                    description = most.getKey().description() + TrailingFields.describe(most.getValue());
                    tryFirst(names.indexOf(most.getKey()));
                });
    }

    private void tryFirst(int place) {
        names.add(0, names.remove(place));
        formats.add(0, formats.remove(place));
    }

    /** The log's format for people, such as {@code combined with forwarded addresses (nginx main)}. */
    public String description() {
        return description;
    }

    /** Reads a line. Returns empty if it matches no format; {@link #problem} then says why. */
    public Optional<AccessLogLine> read(String line) {
        int format = formatOf(line);
        return format < 0 ? Optional.empty() : Optional.of(formats.get(format).line(line));
    }

    /** The reason why the last line that matched no format is invalid, by the format that matches most of it. */
    public LineProblem problem() {
        return problem;
    }

    private int formatOf(String line) {
        int furthest = -1;
        for (int i = 0; i < formats.size(); i++) {
            LogFormat format = formats.get(i);
            if (format.scan(line)
                    && (names.isEmpty() || Plausible.check(names.get(i), format, line, names.size() == 1))) {
                return i;
            }
            if (format.readTo() > furthest) {
                furthest = format.readTo();
                problem = format.problem();
            }
        }
        return -1;
    }
}
