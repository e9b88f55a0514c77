package org.jobcast.client.cli;

import java.util.Set;
import org.jobcast.client.JobEvent;
import org.jobcast.client.JobStatus;
import org.jobcast.client.JobStream;
import org.jobcast.client.StreamOptions;
import org.jobcast.client.StreamOptions.Reconnect;

/** Follows a job to its end: a progress bar and the log for people, else each event as a line of JSON. */
final class FollowCommand implements Command {
    @Override
    public Set<String> options() {
        return Set.of("--last-event-id", "--give-up-after");
    }

    @Override
    public ExitCode run(Session session) {
        String id = session.arguments().onlyOperand("job id");
        // Also says at once that the server is not there, where a stream would go on trying.
        JobStatus status = session.client().status(id);
        String after = session.arguments().value("--last-event-id").orElse("");
        Screen screen = session.forPeople()
                ? new ProgressScreen(session.out(), session.console().columns(), System::nanoTime)
                : new JsonScreen(session.out(), session.console().err());
        StreamOptions options = StreamOptions.after(after).onReconnect((Reconnect wait) -> screen.interrupted(wait));
        try (JobStream events = session.client().stream(id, options)) {
            screen.begin(status);
            for (JobEvent event : events) {
                screen.show(event);
                if (event instanceof JobEvent.Done done) {
                    return ExitCode.of(done.state());
                }
            }
        } finally {
            screen.end();
        }
        // The end was known already, so the stream had nothing more to say.
        return ExitCode.of(session.client().status(id).state());
    }
}
