package io.revocast.cli.command;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Shows how far a long command is: a bar on a terminal, a line every five seconds elsewhere, nothing when quiet. */
public final class Progress implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ConnectionOptions connection;
    private final String task;
    private final @Nullable ProgressBar bar;
    private final long startNanos = System.nanoTime();
    private long shownNanos = startNanos;

    /**
     * @param bytes the size of what is worked through, for a bar with an end; -1 when it is unknown
     */
    public Progress(ConnectionOptions connection, String task, long bytes) {
        this.connection = connection;
        this.task = task;
        this.bar = connection.terminal().interactive() && !connection.style().quiet()
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(bytes)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(250)
                        .setUnit(" MiB", 1024 * 1024)
                        .showSpeed()
                        .build()
                : null;
    }

    /** Tells how far it is. */
    public void at(long bytes, long lines) {
        if (bar != null) {
            bar.stepTo(bytes);
            bar.setExtraMessage(lines + " lines");
            return;
        }
        long now = System.nanoTime();
        if (now - shownNanos >= INTERVAL.toNanos()) {
            shownNanos = now;
            long perSecond = lines * 1_000_000_000L / Math.max(1, now - startNanos);
            connection.say(task + ": " + lines + " lines, " + perSecond + " a second");
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
