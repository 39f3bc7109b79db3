package io.clickmill.local.accesslog;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the lines of one log. The format is given, or it is recognized from the first lines: the named format that reads most
 * of them is tried first on each line, and the others after it, as a server may have been configured anew in the middle of a
 * file. All of them are strict, so that no line is read by a format that it was not written in. One reader is for one thread.
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

    /** A reader of one named format alone. */
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

    /** Finds out which format most of these lines have, and tries that one first from now on. */
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

    /** What the log's format is, for people: {@code combined with forwarded addresses (nginx main)}. */
    public String description() {
        return description;
    }

    /** The line, or empty if it has none of the formats; {@link #problem} tells then what is wrong. */
    public Optional<AccessLogLine> read(String line) {
        int format = formatOf(line);
        return format < 0 ? Optional.empty() : Optional.of(formats.get(format).line(line));
    }

    /** What was wrong with the line that was read last, by the format that reads furthest. */
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
