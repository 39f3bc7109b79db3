package io.clickmill.local.cli;

import io.clickmill.local.importer.ImportListener;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows an import's progress on standard error: a bar on a terminal, and elsewhere a line every ten seconds. */
final class ImportDisplay implements ImportListener, AutoCloseable {
    private static final long LINE_INTERVAL_NANOS = 10_000_000_000L;

    private final @Nullable ProgressBar bar;
    private final long totalBytes;
    private long lastLineAt = System.nanoTime();

    private ImportDisplay(@Nullable ProgressBar bar, long totalBytes) {
        this.bar = bar;
        this.totalBytes = totalBytes;
    }

    /** @param totalBytes the size of all files, or -1 if it is unknown */
    static ImportDisplay create(long totalBytes) {
        // Java only says whether both input and output are a terminal. If the output is redirected, there is no bar.
        if (System.console() == null) {
            return new ImportDisplay(null, totalBytes);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(totalBytes)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" MB", 1_000_000)
                .setUpdateIntervalMillis(200)
                .clearDisplayOnFinish()
                .build();
        return new ImportDisplay(bar, totalBytes);
    }

    @Override
    public void progress(long lines, long bytes) {
        if (bar != null) {
            bar.stepTo(bytes);
            bar.setExtraMessage(lines + " lines");
        } else if (isLineDue()) {
            String part = totalBytes > 0 ? " (" + bytes * 100 / totalBytes + " %)" : "";
            System.err.println("sent " + lines + " lines" + part);
        }
    }

    @Override
    public void recognized(String file, String format) {
        // The line overwrites the bar, which is then drawn again below it.
        System.err.println((bar == null ? "" : "\r\u001B[K") + file + ": " + format);
    }

    void counted(long left) {
        if (bar != null) {
            bar.setExtraMessage("counting, " + left + " left");
        } else if (isLineDue()) {
            System.err.println("counting, " + left + " left");
        }
    }

    private boolean isLineDue() {
        if (System.nanoTime() - lastLineAt < LINE_INTERVAL_NANOS) {
            return false;
        }
        lastLineAt = System.nanoTime();
        return true;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
