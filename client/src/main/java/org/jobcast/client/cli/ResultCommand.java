package org.jobcast.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jobcast.client.JobcastClient;

/** Prints a result. */
final class ResultCommand implements Command {
    @Override
    public Set<String> options() {
        return Set.of("--wait", "--pop");
    }

    @Override
    public ExitCode run(Session session) {
        String id = session.arguments().onlyOperand("job id");
        Duration wait = session.arguments().duration("--wait", Duration.ZERO);
        JobcastClient client = session.client();
        boolean pop = session.arguments().has("--pop");
        Optional<JsonNode> result = pop && wait.isZero() ? Optional.empty() : client.result(id, wait);
        if (pop && (wait.isZero() || result.isPresent())) {
            result = client.popResult(id);
        }
        if (result.isEmpty()) {
            session.console().err().println("jobcast: job " + id + " still runs");
            return ExitCode.NOT_FINISHED;
        }
        JsonNode value = result.get();
        session.out().println(session.forPeople() ? Text.lines(value.toPrettyString()) : value.toString());
        return ExitCode.OK;
    }
}
