package org.jobcast.client.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;
import org.jobcast.client.CancelOutcome;

/** Asks a job to stop. To ask one that has ended is no error. */
final class CancelCommand implements Command {
    @Override
    public Set<String> options() {
        return Set.of("--reason");
    }

    @Override
    public ExitCode run(Session session) {
        String id = session.arguments().onlyOperand("job id");
        CancelOutcome outcome = session.client()
                .cancel(id, session.arguments().value("--reason").orElse(null));
        if (session.forPeople()) {
            boolean asked = outcome == CancelOutcome.REQUESTED;
            session.out().println("job " + id + (asked ? " was asked to stop" : " had ended before"));
        } else {
            session.out()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("cancelled", id)
                            .put("outcome", outcome.name()));
        }
        return ExitCode.OK;
    }
}
