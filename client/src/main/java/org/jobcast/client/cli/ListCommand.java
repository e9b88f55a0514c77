package org.jobcast.client.cli;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jobcast.client.JobFilter;
import org.jobcast.client.JobList;
import org.jobcast.client.JobProgress;
import org.jobcast.client.JobState;
import org.jobcast.client.JobStatus;

/** Lists jobs: a table for people, else one JSON object on each line. */
final class ListCommand implements Command {
    @Override
    public Set<String> options() {
        return Set.of("--state", "--type", "--owner", "--search", "--page", "--size", "--all");
    }

    @Override
    public ExitCode run(Session session) {
        session.arguments().noOperands();
        boolean all = session.arguments().has("--all");
        JobFilter filter = filter(session.arguments());
        if (session.forPeople()) {
            row(session.out(), "JOB", "STATE", "TYPE", "PROGRESS", "CREATED", "OWNER");
        }
        JobList page = print(session, filter);
        while (all && page.hasMore()) {
            filter = filter.onPage(page.page() + 1);
            page = print(session, filter);
        }
        if (session.forPeople() && page.hasMore()) {
            session.out().println("(" + page.total() + " jobs in all; --page " + (page.page() + 1) + " for more)");
        }
        return ExitCode.OK;
    }

    private static JobFilter filter(Arguments arguments) {
        Set<JobState> states = EnumSet.noneOf(JobState.class);
        for (String labels : arguments.all("--state")) {
            for (String label : labels.split(",", -1)) {
                JobState state = JobState.of(label);
                if (state == JobState.UNKNOWN) {
                    throw new UsageException("--state must be queued, running, cancelling, succeeded, failed,"
                            + " cancelled or lost, not " + label);
                }
                states.add(state);
            }
        }
        return new JobFilter(
                states,
                arguments.value("--type").orElse(null),
                arguments.value("--owner").orElse(null),
                arguments.value("--search").orElse(null),
                arguments.number("--page", 0),
                arguments.number("--size", JobFilter.DEFAULT_SIZE));
    }

    private static JobList print(Session session, JobFilter filter) {
        JobList page = session.client().list(filter);
        for (JobStatus job : page.jobs()) {
            if (session.forPeople()) {
                String owner = job.owner();
                row(
                        session.out(),
                        job.id(),
                        job.state().label(),
                        job.type(),
                        progress(job.progress()),
                        job.created().toString(),
                        owner == null ? "" : owner);
            } else {
                session.out().println(job.json());
            }
        }
        return page;
    }

    private static String progress(@org.jspecify.annotations.Nullable JobProgress progress) {
        if (progress == null) {
            return "";
        }
        return progress.percent().isPresent()
                ? String.format(Locale.ROOT, "%.1f %%", progress.percent().getAsDouble())
                : Long.toString(progress.current());
    }

    private static void row(
            PrintStream out, String id, String state, String type, String progress, String created, String owner) {
        String line = String.format(
                Locale.ROOT,
                "%-36s  %-10s  %-16s  %8s  %-27s  %s",
                Text.printable(id),
                Text.printable(state),
                Text.printable(type),
                progress,
                created,
                Text.printable(owner));
        out.println(line.stripTrailing());
    }
}
