package io.clickmill.local.importer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Sends files line by line to the topic of clicks or of links. Files are independent. The occurrence numbers of lines
 * start anew in each file, so files may be imported in any order, together or one by one. A file that is refused or
 * cannot be read to its end does not end the import.
 */
public final class LogImport {
    /** The name that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final int LINES_A_REPORT = 500;

    private final RecordSender sender;
    private final ImportOptions options;
    private final Clock clock;
    private final ImportListener listener;
    private final ImportTally tally = new ImportTally();
    private long bytes;

    public LogImport(RecordSender sender, ImportOptions options, Clock clock, ImportListener listener) {
        this.sender = sender;
        this.options = options;
        this.clock = clock;
        this.listener = listener;
    }

    /** Sends the files. Returns when every line of every file is written to the topic. */
    public ImportSummary run(List<String> files) {
        for (String file : files) {
            send(file);
        }
        sender.flush();
        listener.progress(tally.lines(), bytes);
        return tally.summary();
    }

    private void send(String file) {
        String name = file.equals(STANDARD_INPUT) ? "standard input" : file;
        OneFile one = new OneFile(name);
        try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file));
                LineReader reader = LineReader.open(new Counted(in))) {
            one.send(reader);
        } catch (FileNotTaken e) {
            tally.fail(name + ' ' + e.getMessage());
        } catch (IOException e) {
            tally.fail(name + ": cannot be read after line " + one.number + ": " + e.getMessage());
        }
    }

    /** The lines of one file. */
    private final class OneFile {
        private final String name;
        private final LineToRecord converter = new LineToRecord(options, clock);
        private long number;

        OneFile(String name) {
            this.name = name;
        }

        void send(LineReader reader) throws IOException, FileNotTaken {
            List<byte[]> head = FileHead.read(reader, new LineToRecord(options, clock));
            converter.recognize(head);
            if (head.stream().anyMatch(line -> !LineToRecord.isBlank(line) && !converter.isJson(line))) {
                listener.recognized(name, converter.logFormat());
            }
            for (byte[] line : head) {
                send(line);
            }
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                send(line);
            }
        }

        private void send(byte[] line) {
            number++;
            if (LineToRecord.isBlank(line)) {
                return;
            }
            LineResult result = converter.convert(line);
            for (ImportRecord record : result.records()) {
                sender.send(record.key(), record.value());
            }
            tally.count(result, name, number, line);
            if (tally.lines() % LINES_A_REPORT == 0) {
                listener.progress(tally.lines(), bytes);
            }
        }
    }

    /** Counts the bytes of a file before decompression. */
    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
