package org.jobcast.client.cli;

import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jobcast.client.ClientOptions;
import org.jobcast.client.JobNotFoundException;
import org.jobcast.client.JobcastClient;
import org.jobcast.client.JobcastClientException;
import org.jobcast.client.NoResultException;
import org.jobcast.client.UnreachableException;

/** Finds the command, runs it, and turns what goes wrong into a line and an exit code. */
final class CommandLine {
    static final String USAGE = """
            usage: jobcast COMMAND [options]
              follow JOB             show the job's progress and log until it ends
              result JOB             print the job's result, a JSON value
              cancel JOB             ask the job to stop
              retry JOB              run the ended job again, as a new job
              list                   list jobs
              cleanup                remove jobs that ended some time ago

            options of every command
              --url URL              where jobcast is: http://host:8080/app/jobcast, unix:/run/app.sock or
                                     unix:/run/app.sock:/app/jobcast (default $JOBCAST_URL, else
                                     http://127.0.0.1:8080/jobcast)
              --header NAME:VALUE    send a header with every request, any number of times
              --json                 print JSON lines, as is done when the output is no terminal
              --plain                print for people, also when the output is no terminal
              --help, --version
            follow
              --last-event-id ID     begin after this event
              --give-up-after TIME   for how long to try when the server is gone (default 1m)
            result
              --wait TIME            how long to wait for the end of the job (default 0s)
              --pop                  remove the result; of many callers one gets it
            cancel
              --reason TEXT          told to everybody who follows the job
            list
              --state S[,S]          queued, running, cancelling, succeeded, failed, cancelled or lost
              --type T, --owner O, --search TEXT
              --page N, --size N     which page (from 0), and how many jobs on one (default 50)
              --all                  every page
            cleanup
              --older-than TIME      counted from the end of a job
              --dry-run              only count them

            TIME is 500ms, 30s, 5m, 2h, 7d or PT5M. $JOBCAST_TOKEN is sent as a bearer token.

            exit code: 0 succeeded or done, 1 failed or lost or another error of the server, 2 wrong command line,
            3 no such job, 4 cancelled, 5 server unreachable, 6 not finished yet
            """;

    private static final String STANDARD_URL = "http://127.0.0.1:8080/jobcast";
    private static final Set<String> FLAGS =
            Set.of("--json", "--plain", "--help", "--version", "--pop", "--all", "--dry-run");
    private static final Set<String> VALUED = Set.of(
            "--url",
            "--header",
            "--last-event-id",
            "--give-up-after",
            "--wait",
            "--reason",
            "--state",
            "--type",
            "--owner",
            "--search",
            "--page",
            "--size",
            "--older-than");
    private static final Set<String> COMMON = Set.of("--url", "--header", "--json", "--plain");
    private static final Map<String, Command> COMMANDS = Map.of(
            "follow", new FollowCommand(),
            "result", new ResultCommand(),
            "cancel", new CancelCommand(),
            "retry", new RetryCommand(),
            "list", new ListCommand(),
            "cleanup", new CleanupCommand());

    private final Console console;

    CommandLine(Console console) {
        this.console = console;
    }

    ExitCode run(List<String> args) {
        PrintStream err = console.err();
        try {
            return run(Arguments.parse(args, VALUED, FLAGS));
        } catch (UsageException | IllegalArgumentException e) {
            err.println("jobcast: " + e.getMessage() + "; see --help");
            return ExitCode.USAGE;
        } catch (JobNotFoundException e) {
            err.println("jobcast: " + e.getMessage());
            return ExitCode.NOT_FOUND;
        } catch (UnreachableException e) {
            err.println("jobcast: " + e.getMessage());
            return ExitCode.UNREACHABLE;
        } catch (NoResultException e) {
            err.println("jobcast: " + Text.printable(String.valueOf(e.getMessage())));
            return ExitCode.of(e.state());
        } catch (JobcastClientException e) {
            err.println("jobcast: " + Text.printable(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        }
    }

    private ExitCode run(Arguments arguments) {
        if (arguments.has("--help")) {
            console.out().print(USAGE);
            return ExitCode.OK;
        }
        if (arguments.has("--version")) {
            console.out().println("jobcast " + console.version());
            return ExitCode.OK;
        }
        Command command = COMMANDS.get(arguments.command());
        if (command == null) {
            throw new UsageException(
                    arguments.command().isEmpty() ? "a command is needed" : "unknown command " + arguments.command());
        }
        for (String option : arguments.options().keySet()) {
            if (!COMMON.contains(option) && !command.options().contains(option)) {
                throw new UsageException(arguments.command() + " has no option " + option);
            }
        }
        boolean forPeople = arguments.has("--plain") || (console.terminal() && !arguments.has("--json"));
        return command.run(new Session(console, arguments, client(arguments), forPeople));
    }

    private JobcastClient client(Arguments arguments) {
        Map<String, String> environment = console.environment();
        String url = arguments.value("--url").orElse(environment.getOrDefault("JOBCAST_URL", STANDARD_URL));
        Duration giveUpAfter = arguments.duration("--give-up-after", Duration.ofMinutes(1));
        ClientOptions.Builder options =
                ClientOptions.builder().giveUpAfter(giveUpAfter.isZero() ? Duration.ofMillis(1) : giveUpAfter);
        for (String header : arguments.all("--header")) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new UsageException("--header needs NAME:VALUE");
            }
            options.header(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        String token = environment.getOrDefault("JOBCAST_TOKEN", "");
        if (!token.isEmpty()) {
            options.header("Authorization", "Bearer " + token);
        }
        try {
            return JobcastClient.create(new URI(url), options.build());
        } catch (URISyntaxException e) {
            throw new UsageException("--url is no URL: " + url);
        }
    }
}
