package io.clickmill.bench;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows the progress on standard error: a bar with the rate on a terminal, and elsewhere a line every five seconds. */
final class Display implements Progress, AutoCloseable {
    private static final long LINE_INTERVAL_NANOS = 5_000_000_000L;

    private final Signals signals;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String shown = "";
    private long startedAt;
    private long startedWith;
    private long lastLineAt;

    Display(Signals signals, boolean terminal) {
        this.signals = signals;
        this.terminal = terminal;
    }

    @Override
    public void at(String what, long done, long total) {
        signals.check();
        if (!what.equals(shown)) {
            begin(what, done, total);
        }
        if (bar != null) {
            bar.stepTo(done);
        } else if (System.nanoTime() - lastLineAt >= LINE_INTERVAL_NANOS) {
            lastLineAt = System.nanoTime();
            double perSecond = (done - startedWith) * 1e9 / (lastLineAt - startedAt);
            System.err.println(
                    String.format(Locale.ROOT, "%s: %,d of %,d events, %,.0f/s", what, done, total, perSecond));
        }
    }

    private void begin(String what, long done, long total) {
        close();
        shown = what;
        startedAt = System.nanoTime();
        startedWith = done;
        lastLineAt = startedAt;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUnit(" events", 1)
                    .showSpeed()
                    .setUpdateIntervalMillis(200)
                    .clearDisplayOnFinish()
                    .build();
        } else {
            System.err.println(what);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
