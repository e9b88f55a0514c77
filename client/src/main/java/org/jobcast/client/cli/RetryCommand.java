package org.jobcast.client.cli;

import java.util.Set;
import org.jobcast.client.JobStatus;

/** Runs an ended job again and says which job that is. */
final class RetryCommand implements Command {
    @Override
    public Set<String> options() {
        return Set.of();
    }

    @Override
    public ExitCode run(Session session) {
        String id = session.arguments().onlyOperand("job id");
        JobStatus again = session.client().retry(id);
        if (session.forPeople()) {
            session.out().println("job " + id + " runs again as " + Text.printable(again.id()));
        } else {
            session.out().println(again.json());
        }
        return ExitCode.OK;
    }
}
