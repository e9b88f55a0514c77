package org.jobcast.client.cli;

import java.io.PrintStream;
import org.jobcast.client.JobEvent;
import org.jobcast.client.JobStatus;
import org.jobcast.client.StreamOptions.Reconnect;

/** Each event as one line of JSON, as the server sent it. */
final class JsonScreen implements Screen {
    private final PrintStream out;
    private final PrintStream err;

    JsonScreen(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void begin(JobStatus status) {
        // The events say it all.
    }

    @Override
    public void show(JobEvent event) {
        out.println(event.json());
        out.flush();
    }

    @Override
    public void interrupted(Reconnect reconnect) {
        err.println("jobcast: " + reconnect.cause() + "; connecting again in "
                + reconnect.delay().toMillis() + " ms");
    }

    @Override
    public void end() {
        out.flush();
    }
}
