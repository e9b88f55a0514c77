package org.jobcast.impl.http;

import static org.jobcast.impl.http.Router.now;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.job.JobView;
import org.jobcast.impl.job.ResultClaim;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobError;
import org.jobcast.job.JobNotEndedException;
import org.jobcast.job.JobNotRepeatableException;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.UnknownJobException;
import org.jobcast.security.Access.Action;
import org.jspecify.annotations.Nullable;

/** What can be asked of jobs, besides their streams. */
final class JobEndpoints {
    private static final Pattern PREFER_WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,6})");
    private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "1");
    private static final int MAX_REASON = 200;

    private final HttpHost host;
    private final HttpSettings settings;
    private final AccessGuard guard;
    private final ConnectionLimiter limiter;
    private final Answers answers;
    private final Waits waits;

    JobEndpoints(HttpHost host, HttpSettings settings, AccessGuard guard, ConnectionLimiter limiter, Answers answers) {
        this.host = host;
        this.settings = settings;
        this.guard = guard;
        this.limiter = limiter;
        this.answers = answers;
        this.waits = new Waits(host.timer());
    }

    /** Answers everybody who waits. */
    void endWaits() {
        waits.end();
    }

    CompletionStage<HttpAnswer> list(HttpRequest request, Query query) throws BadRequestException {
        if (!guard.allows(request.caller(), Action.LIST)) {
            return now(answers.notFound());
        }
        int page = (int) Math.min(query.number("page").orElse(0), Integer.MAX_VALUE / 1000);
        int size = (int) Math.min(query.number("size").orElse(JobQuery.DEFAULT_SIZE), 500);
        JobQuery jobs = new JobQuery(
                states(query.all("state")),
                query.first("type"),
                query.first("owner"),
                query.first("q"),
                page,
                Math.max(1, size));
        return now(answers.json(200, SnapshotJson.of(host.jobs().list(jobs))));
    }

    private static Set<JobState> states(List<String> labels) throws BadRequestException {
        Set<JobState> states = EnumSet.noneOf(JobState.class);
        for (String label : labels) {
            for (String part : label.split(",", -1)) {
                states.add(state(part.trim()));
            }
        }
        return states;
    }

    private static JobState state(String label) throws BadRequestException {
        for (JobState state : JobState.values()) {
            if (state.label().equals(label.toLowerCase(Locale.ROOT))) {
                return state;
            }
        }
        throw new BadRequestException(
                "The parameter state must be queued, running, cancelling, succeeded, failed, cancelled or lost.");
    }

    /** Removing others' jobs takes more than seeing them: whoever does it may list and cancel. */
    CompletionStage<HttpAnswer> cleanup(HttpRequest request, Query query) throws BadRequestException {
        if (!guard.allows(request.caller(), Action.LIST) || !guard.allows(request.caller(), Action.CANCEL)) {
            return now(answers.notFound());
        }
        boolean dryRun = query.flag("dryRun");
        int count = host.jobs().cleanup(age(query.first("olderThan")), dryRun);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("count", count);
        members.put("dryRun", dryRun);
        return now(answers.json(200, members));
    }

    /** There is no default: what is removed is gone. */
    private static Duration age(@Nullable String text) throws BadRequestException {
        try {
            Duration age = Duration.parse(text == null ? "" : text);
            if (!age.isNegative()) {
                return age;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new BadRequestException("The parameter olderThan must be a duration such as PT1H or P7D.");
    }

    CompletionStage<HttpAnswer> snapshot(HttpRequest request, String id) {
        return now(find(request, id, Action.READ)
                .map(job -> answers.json(200, SnapshotJson.of(job.snapshot())))
                .orElseGet(answers::notFound));
    }

    CompletionStage<HttpAnswer> logs(HttpRequest request, String id) {
        return now(find(request, id, Action.READ)
                .map(JobView::log)
                .map(log -> answers.stream(out -> EventsJson.writeAll(log, out)))
                .orElseGet(answers::notFound));
    }

    CompletionStage<HttpAnswer> events(HttpRequest request, Query query, String id) throws BadRequestException {
        long after = query.number("after").orElse(0);
        Duration wait = bounded(query.number("wait"));
        Optional<JobView> job = find(request, id, Action.READ);
        if (job.isEmpty()) {
            return now(answers.notFound());
        }
        EventLog log = job.get().log();
        return when(
                request,
                log,
                () -> EventsJson.hasNews(log, after),
                wait,
                () -> answers.json(200, Map.of(), EventsJson.after(log, after)));
    }

    CompletionStage<HttpAnswer> result(HttpRequest request, Query query, String id) throws BadRequestException {
        return whenEnded(
                request,
                query,
                id,
                job -> job.resultJson()
                        .map(json -> answers.json(200, Map.of(), json))
                        .orElseGet(answers::notFound));
    }

    CompletionStage<HttpAnswer> popResult(HttpRequest request, Query query, String id) throws BadRequestException {
        return whenEnded(
                request, query, id, job -> job.claimResult().map(this::claimed).orElseGet(answers::notFound));
    }

    private HttpAnswer.Body claimed(ResultClaim claim) {
        return answers.json(200, Map.of(), claim.json(), written -> {
            if (written) {
                claim.confirm();
            } else {
                claim.release();
            }
        });
    }

    /** What a job that has succeeded answers. */
    private interface Succeeded {
        HttpAnswer answer(JobView job);
    }

    private CompletionStage<HttpAnswer> whenEnded(HttpRequest request, Query query, String id, Succeeded succeeded)
            throws BadRequestException {
        OptionalLong seconds = query.number("wait");
        Duration wait = bounded(seconds.isPresent() ? seconds : preferWait(request.header("Prefer")));
        Optional<JobView> found = find(request, id, Action.RESULT);
        if (found.isEmpty()) {
            return now(answers.notFound());
        }
        JobView job = found.get();
        return when(request, job.log(), job::hasEnded, wait, () -> ended(job, succeeded));
    }

    private HttpAnswer ended(JobView job, Succeeded succeeded) {
        JobSnapshot snapshot = job.snapshot();
        if (!snapshot.state().isTerminal()) {
            return answers.json(202, RETRY_SOON, host.json().write(SnapshotJson.of(snapshot)));
        }
        if (snapshot.state() == JobState.SUCCEEDED) {
            return succeeded.answer(job);
        }
        JobError error = snapshot.error();
        Map<String, Object> members = error == null
                ? Map.of("state", snapshot.state().label())
                : Map.of("state", snapshot.state().label(), "cause", SnapshotJson.error(error));
        return answers.problem(409, Map.of(), "no result", "The job has ended without a result.", members);
    }

    CompletionStage<HttpAnswer> cancel(HttpRequest request, Query query, String id) throws BadRequestException {
        String reason = query.first("reason");
        if (reason != null && reason.length() > MAX_REASON) {
            throw new BadRequestException("The parameter reason has at most " + MAX_REASON + " characters.");
        }
        Optional<JobView> job = find(request, id, Action.CANCEL);
        CancelOutcome outcome = job.map(found -> found.cancel(reason)).orElse(CancelOutcome.UNKNOWN);
        return now(
                outcome == CancelOutcome.UNKNOWN
                        ? answers.notFound()
                        : answers.json(200, new java.util.TreeMap<>(Map.of("cancelled", id, "outcome", outcome))));
    }

    /** The same request twice starts one job: the second one gets the job of the first while that has not ended. */
    CompletionStage<HttpAnswer> retry(HttpRequest request, String id) {
        if (find(request, id, Action.RETRY).isEmpty()) {
            return now(answers.notFound());
        }
        try {
            JobSnapshot job = host.jobs().repeat(id).snapshot();
            Map<String, String> headers = Map.of("Location", job.stream().toString());
            return now(answers.json(202, headers, host.json().write(SnapshotJson.of(job))));
        } catch (UnknownJobException e) {
            return now(answers.notFound());
        } catch (JobNotEndedException e) {
            return now(answers.problem(409, Map.of(), "not ended", "The job can be retried once it has ended."));
        } catch (JobNotRepeatableException e) {
            return now(answers.problem(
                    409, Map.of(), "not repeatable", "The application did not say that this job can be run again."));
        } catch (JobRefusedException e) {
            return now(answers.problem(
                    503, Map.of("Retry-After", "5"), "full", "No job is accepted at the moment; try again later."));
        }
    }

    private Optional<JobView> find(HttpRequest request, String id, Action action) {
        return host.jobs().view(id).filter(job -> guard.allows(request.caller(), action, job));
    }

    /** Answers when the condition holds or the wait is over; a wait takes a place like a stream does. */
    private CompletionStage<HttpAnswer> when(
            HttpRequest request,
            EventLog log,
            BooleanSupplier condition,
            Duration wait,
            Supplier<? extends HttpAnswer> answer) {
        if (wait.isZero() || condition.getAsBoolean()) {
            return now(answer.get());
        }
        ConnectionLimiter.Decision decision = limiter.acquire(request.caller());
        if (decision instanceof ConnectionLimiter.Decision.Refused refused) {
            return now(answers.refused(refused));
        }
        Runnable release = ((ConnectionLimiter.Decision.Granted) decision).release();
        return waits.until(log, condition, wait)
                .whenComplete((nothing, failure) -> release.run())
                .thenApplyAsync(nothing -> answer.get(), host.jobs().blocking());
    }

    private Duration bounded(OptionalLong seconds) {
        Duration wait = Duration.ofSeconds(Math.min(seconds.orElse(0), 86_400));
        return wait.compareTo(settings.maxWait()) > 0 ? settings.maxWait() : wait;
    }

    private static OptionalLong preferWait(@Nullable String prefer) {
        Matcher matcher = PREFER_WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
