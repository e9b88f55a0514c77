package org.jobcast.client.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jobcast.client.JobEvent;
import org.jobcast.client.JobFailure;
import org.jobcast.client.JobProgress;
import org.jobcast.client.JobStatus;
import org.jobcast.client.StreamOptions.Reconnect;
import org.jspecify.annotations.Nullable;

/** The log line by line, and below it a progress bar that is redrawn in place, ten times a second at most. */
final class ProgressScreen implements Screen {
    private static final String CLEAR = "\r\u001B[K";
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int BAR = 24;

    private final PrintStream out;
    private final int columns;
    private final LongSupplier nanos;
    private @Nullable JobProgress progress;
    private Duration elapsed = Duration.ZERO;
    private boolean drawn;
    private long drawnAt;

    ProgressScreen(PrintStream out, int columns, LongSupplier nanos) {
        this.out = out;
        this.columns = columns;
        this.nanos = nanos;
    }

    @Override
    public void begin(JobStatus status) {
        line("job " + status.id() + " (" + status.type() + ") is "
                + status.state().label());
    }

    @Override
    public void show(JobEvent event) {
        elapsed = event.elapsed();
        if (event instanceof JobEvent.Progress moved) {
            progress = moved.progress();
            if (!drawn || nanos.getAsLong() - drawnAt >= REDRAW_NANOS) {
                draw();
            }
        } else if (event instanceof JobEvent.Log log) {
            line(time() + "  " + String.format(Locale.ROOT, "%-7s", log.level()) + "  " + log.message());
        } else if (event instanceof JobEvent.Gap gap) {
            line(time() + "  events are missing (" + gap.reason() + ")");
        } else if (event instanceof JobEvent.Done done) {
            end();
            JobFailure failure = done.failure();
            line(time() + "  " + done.state().label()
                    + (failure == null ? "" : ": " + failure.type() + ": " + failure.message()));
        } else {
            line(time() + "  " + event.type() + "  " + event.json());
        }
    }

    @Override
    public void interrupted(Reconnect reconnect) {
        line("(" + reconnect.cause() + "; connecting again in " + seconds(reconnect.delay()) + ")");
    }

    /** The last position stays on the screen. */
    @Override
    public void end() {
        if (progress != null && drawn) {
            draw();
            out.println();
            out.flush();
        }
        progress = null;
        drawn = false;
    }

    private void line(String text) {
        out.print((drawn ? CLEAR : "") + Text.printable(text) + System.lineSeparator());
        drawn = false;
        draw();
    }

    private void draw() {
        JobProgress shown = progress;
        if (shown != null) {
            out.print(CLEAR + Text.cut(Text.printable(describe(shown)), columns - 1));
            drawn = true;
            drawnAt = nanos.getAsLong();
        }
        out.flush();
    }

    private String describe(JobProgress shown) {
        String message = shown.message() == null ? "" : "  " + shown.message();
        if (shown.percent().isEmpty()) {
            return shown.current() + "  " + time() + message;
        }
        double percent = shown.percent().getAsDouble();
        int filled = (int) Math.round(percent * BAR / 100);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] "
                + String.format(Locale.ROOT, "%5.1f %%", percent)
                + "  " + shown.current() + "/" + shown.total() + "  " + left(shown) + message;
    }

    /** The time that is left if the rest goes as the part that is done. */
    private String left(JobProgress shown) {
        double done = elapsed.toMillis() / 1000.0;
        if (shown.current() <= 0 || done <= 0 || shown.current() >= shown.total()) {
            return time();
        }
        double rest = done / shown.current() * (shown.total() - shown.current());
        return rest > 1e9 ? time() : seconds(Duration.ofMillis(Math.round(rest * 1000))) + " left";
    }

    private String time() {
        return seconds(elapsed);
    }

    private static String seconds(Duration time) {
        return time.compareTo(Duration.ofHours(1)) >= 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
