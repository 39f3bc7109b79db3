package io.clickmill.local.importer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Sends files line by line to the topic of clicks or of links. Each file is for itself: its occurrence numbers start anew, so files may
 * be imported in any order, together or one by one.
 */
public final class LogImport {
    /** The name that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final int LINES_A_REPORT = 500;

    private final ClickSender sender;
    private final LineFormat format;
    private final String account;
    private final ImportListener listener;
    private long lines;
    private long bytes;

    public LogImport(ClickSender sender, LineFormat format, String account, ImportListener listener) {
        this.sender = sender;
        this.format = format;
        this.account = account;
        this.listener = listener;
    }

    /** Returns when every line of every file is written to the topic. */
    public ImportSummary run(List<String> files) throws IOException {
        ImportSummary summary = new ImportSummary(0, 0);
        for (String file : files) {
            try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file));
                    LineReader reader = LineReader.open(new Counted(in))) {
                summary = summary.plus(send(reader));
            }
        }
        sender.flush();
        listener.progress(lines, bytes);
        return summary;
    }

    private ImportSummary send(LineReader reader) throws IOException {
        LineToRecord converter = new LineToRecord(format, account);
        long sent = 0;
        long bad = 0;
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            if (LineToRecord.isBlank(line)) {
                continue;
            }
            ImportRecord event = converter.convert(line);
            sender.send(event.key(), event.value());
            sent++;
            bad += event.bad() ? 1 : 0;
            if (++lines % LINES_A_REPORT == 0) {
                listener.progress(lines, bytes);
            }
        }
        return new ImportSummary(sent, bad);
    }

    /** Counts what is read of a file before it is uncompressed. */
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
