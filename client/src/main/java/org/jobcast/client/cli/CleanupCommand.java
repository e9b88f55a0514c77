package org.jobcast.client.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Set;

/** Removes jobs that ended some time ago. */
final class CleanupCommand implements Command {
    @Override
    public Set<String> options() {
        return Set.of("--older-than", "--dry-run");
    }

    @Override
    public ExitCode run(Session session) {
        Arguments arguments = session.arguments();
        arguments.noOperands();
        if (!arguments.has("--older-than")) {
            throw new UsageException("cleanup needs --older-than");
        }
        boolean dryRun = arguments.has("--dry-run");
        int count = session.client().cleanup(arguments.duration("--older-than", Duration.ZERO), dryRun);
        if (session.forPeople()) {
            session.out()
                    .println(count + (count == 1 ? " job" : " jobs") + (dryRun ? " would be removed" : " removed"));
        } else {
            session.out()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("count", count)
                            .put("dryRun", dryRun));
        }
        return ExitCode.OK;
    }
}
