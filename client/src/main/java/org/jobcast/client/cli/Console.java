package org.jobcast.client.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where the program runs.
 *
 * @param environment the environment variables
 * @param out for what was asked for
 * @param err for what is said beside it
 * @param terminal whether a person reads {@code out}
 * @param version the program's version
 */
record Console(Map<String, String> environment, PrintStream out, PrintStream err, boolean terminal, String version) {
    /** How many columns there are; shells tell it only if it is exported. */
    int columns() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : 80;
    }
}
