package org.jobcast.client.cli;

import java.io.PrintStream;
import org.jobcast.client.JobcastClient;

/**
 * What a command works with.
 *
 * @param console where it runs
 * @param arguments what it was told
 * @param client the server
 * @param forPeople whether to print for people, else JSON lines
 */
record Session(Console console, Arguments arguments, JobcastClient client, boolean forPeople) {
    PrintStream out() {
        return console.out();
    }
}
