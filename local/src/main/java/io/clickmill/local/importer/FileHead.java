package io.clickmill.local.importer;

import io.clickmill.local.accesslog.LineProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first lines of a file. They show its kind before any of it is sent. A hundred lines are usually enough. If none
 * of them is valid, more are read, because the beginning of a log may be damaged.
 */
final class FileHead {
    private static final int ENOUGH_LINES = 100;
    private static final int MAX_LINES = 1_000;
    private static final int MAX_BYTES = 8 << 20;

    private final List<byte[]> lines = new ArrayList<>();
    private final LineReader reader;
    private final LineToRecord trial;
    private long bytes;

    private FileHead(LineReader reader, LineToRecord trial) {
        this.reader = reader;
        this.trial = trial;
    }

    /**
     * Reads the first lines of a file.
     *
     * @param trial converts the lines to see whether they are valid, and recognizes their format
     * @throws FileNotTaken if the file has lines, but none of the first lines is valid
     */
    static List<byte[]> read(LineReader reader, LineToRecord trial) throws IOException, FileNotTaken {
        FileHead head = new FileHead(reader, trial);
        head.readTo(ENOUGH_LINES);
        if (!head.isAnyGood()) {
            head.readTo(MAX_LINES);
        }
        head.requireTaken();
        return head.lines;
    }

    private void readTo(int count) throws IOException {
        while (lines.size() < count && bytes < MAX_BYTES) {
            byte[] line = reader.next();
            if (line == null) {
                break;
            }
            lines.add(line);
            bytes += line.length;
        }
        trial.recognize(lines);
    }

    private boolean isAnyGood() {
        return lines.stream()
                .anyMatch(line ->
                        !LineToRecord.isBlank(line) && trial.convert(line).isGood());
    }

    private void requireTaken() throws FileNotTaken {
        int first = 0;
        while (first < lines.size() && LineToRecord.isBlank(lines.get(first))) {
            first++;
        }
        if (first == lines.size()) {
            return;
        }
        byte[] line = lines.get(first);
        LineProblem problem = trial.convert(line).problem();
        if (problem != null && isBeginningOfArray(line, problem)) {
            throw new FileNotTaken("holds a JSON array over several lines (expected: one object a line); try:"
                    + " jq -c '.[]' FILE | ./clickmill import -");
        }
        if (!isAnyGood()) {
            throw new FileNotTaken(kindOf(first, Objects.requireNonNull(problem)));
        }
    }

    private boolean isBeginningOfArray(byte[] line, LineProblem problem) {
        return trial.isJson(line)
                && JsonText.beginsArray(line)
                && problem.reason().equals(JsonLines.INVALID_JSON);
    }

    private String kindOf(int first, LineProblem problem) {
        List<String> text = lines.stream().map(LogLines::text).toList();
        @Nullable OtherKind kind = OtherKind.of(text);
        if (kind != null) {
            return kind.message();
        }
        byte[] line = lines.get(first);
        String beginning = "has no line that can be read: line " + (first + 1) + " is `" + ImportTally.sample(line)
                + "`, " + problem.text();
        if (!trial.isJson(line)) {
            return beginning + "; name the format of your server by --log-format (docs/import.md)";
        }
        boolean isPrinted = problem.reason().equals(JsonLines.INVALID_JSON) && lines.size() > first + 1;
        return beginning
                + (isPrinted
                        ? "; if an object has several lines, try: jq -c . FILE | ./clickmill import -"
                        : Advice.of(problem.reason(), problem.detail()));
    }
}
