package org.jobcast.client.cli;

import java.util.Set;

/** One of the program's commands. */
interface Command {
    /** The options that it has besides those of every command. */
    Set<String> options();

    /** Does it. */
    ExitCode run(Session session);
}
