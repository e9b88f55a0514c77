package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Starts jobs by schedules. Every node tries at each moment; the id of the job is made of the moment, so that the store lets
 * one of them win. Thread-safe.
 */
final class Plans {
    /** The most plans of a node. */
    static final int MAX = 1_000;

    /** The wall clock is looked at so often, because it may be set while the timer waits. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    /** How late a moment is still taken for what it was. */
    private static final Duration LATE = Duration.ofMinutes(1);

    /** How long a job is kept at least: another node may be late for the same moment. */
    private static final Duration KEEP = Duration.ofHours(1);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(Plans.class.getName());

    private final JobHost host;
    private final JobIntake intake;
    private final Duration ttl;
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();

    Plans(JobHost host, JobIntake intake, Duration ttl) {
        this.host = host;
        this.intake = intake;
        this.ttl = ttl;
    }

    void add(String name, Schedule schedule, String type, @Nullable Object input, JobOptions options) {
        Names.require("the name of a plan", name, Names.MAX_TYPE);
        Objects.requireNonNull(schedule, "schedule");
        intake.check(type, input);
        if (plans.size() >= MAX && !plans.containsKey(name)) {
            throw new JobRefusedException(type, "no more than " + MAX + " plans; " + name + " was not added");
        }
        Plan plan = new Plan(name, schedule, type, input, options);
        Plan before = plans.put(name, plan);
        if (before != null) {
            before.stop();
        }
        plan.begin();
    }

    boolean remove(String name) {
        Plan plan = plans.remove(name);
        if (plan != null) {
            plan.stop();
        }
        return plan != null;
    }

    private Instant now() {
        return host.clock().wall().instant();
    }

    /** One plan. Its moments come one after the other: an alarm is set when the one before has been dealt with. */
    private final class Plan {
        private final String name;
        private final Schedule schedule;
        private final String type;
        private final @Nullable Object input;
        private final JobOptions options;
        private volatile @Nullable Future<?> alarm;
        private volatile boolean stopped;

        Plan(String name, Schedule schedule, String type, @Nullable Object input, JobOptions options) {
            this.name = name;
            this.schedule = schedule;
            this.type = type;
            this.input = input;
            this.options = options;
        }

        void begin() {
            Instant now = now();
            last(now.minus(schedule.catchUp()), now).ifPresentOrElse(this::fireApart, () -> await(schedule.next(now)));
        }

        void stop() {
            stopped = true;
            Future<?> set = alarm;
            if (set != null) {
                set.cancel(false);
            }
        }

        /** The last moment after one and up to another; empty if there is none. */
        private Optional<Instant> last(Instant after, Instant upTo) {
            Optional<Instant> last = Optional.empty();
            Optional<Instant> next = schedule.next(after);
            while (next.isPresent() && !next.get().isAfter(upTo)) {
                last = next;
                next = schedule.next(next.get());
            }
            return last;
        }

        private void await(Optional<Instant> next) {
            next.ifPresent(moment -> {
                Duration left = Duration.between(now(), moment);
                boolean due = left.isNegative() || left.isZero();
                if (due) {
                    fireApart(moment);
                } else {
                    set(left.compareTo(LOOK) < 0 ? left : LOOK, () -> await(next));
                }
            });
        }

        private void set(Duration pause, Runnable then) {
            try {
                alarm = host.timer().schedule(then, Times.nanos(pause), TimeUnit.NANOSECONDS);
                if (stopped) {
                    stop();
                }
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "plan {0} ends with the timer", name);
            }
        }

        private void fireApart(Instant moment) {
            host.home().blocking().execute(() -> fire(moment));
        }

        private void fire(Instant moment) {
            if (stopped || host.closing().getAsBoolean()) {
                return;
            }
            Instant now = now();
            Duration window = schedule.catchUp().compareTo(LATE) > 0 ? schedule.catchUp() : LATE;
            if (now.isAfter(moment.plus(window))) {
                LOG.log(System.Logger.Level.WARNING, "plan {0} passes over its moment {1}", name, moment);
            } else if (!start(moment)) {
                set(AGAIN, () -> fireApart(moment));
                return;
            }
            // Of the moments that have passed meanwhile, the last one counts.
            await(last(moment, now).or(() -> schedule.next(now.isAfter(moment) ? now : moment)));
        }

        /** True if the job has been started, here or elsewhere. */
        private boolean start(Instant moment) {
            try {
                intake.start(type, input, optionsOf(moment));
                return true;
            } catch (JobConflictException e) {
                LOG.log(System.Logger.Level.WARNING, "plan {0} cannot start its job: {1}", name, e.getMessage());
                return true;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "plan " + name + " could not start its job; it tries again", e);
                return false;
            }
        }

        private JobOptions optionsOf(Instant moment) {
            Duration kept = Objects.requireNonNullElse(options.ttl(), ttl);
            Duration least = schedule.catchUp().compareTo(KEEP) > 0 ? schedule.catchUp() : KEEP;
            Duration longer = kept.compareTo(least) < 0 ? least : kept;
            return options.forJob("cron:" + name + ":" + moment.getEpochSecond(), options.owner(), longer);
        }
    }
}
