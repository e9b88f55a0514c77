package org.jobcast.impl.store.dynamodb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jobcast.impl.store.Micros;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobError;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * A {@link JobRecord} as the attributes of an item, with what its indexes need. Times are microseconds since 1970. Texts that
 * may be large are not among the attributes here, see {@link #texts}.
 */
final class JobItem {
    static final String REVISION = "revision";
    static final String FENCE = "fence";
    static final String NODE = "node";
    static final String INPUT = "input";
    static final String RESULT = "result";
    static final String TYPE = "type";
    static final String OWNER = "owner";

    private static final String CREATED = "created";
    private static final String STARTED = "started";
    private static final String ENDED = "ended";
    private static final String EXPIRES = "expires";
    private static final String ATTEMPT = "attempt";
    private static final String CURRENT = "progress";
    private static final String TOTAL = "progressTotal";
    private static final String RATE = "progressRate";
    private static final String MESSAGE = "progressMessage";
    private static final String ERROR_TYPE = "errorType";
    private static final String ERROR = "errorMessage";
    private static final String REASON = "cancelReason";
    private static final String DUE = "due";
    private static final String LAST_EVENT = "lastEvent";

    /** The names of all attributes that a record may have or not. */
    static final List<String> OPTIONAL = List.of(
            STARTED,
            ENDED,
            EXPIRES,
            CURRENT,
            TOTAL,
            RATE,
            NODE,
            DUE,
            Names.OVER,
            Names.EXPIRES_AT,
            Names.ENDED_AT,
            Names.WORK,
            Names.WORK_AT);

    /** The names of texts that may be large. */
    static final List<String> TEXTS = List.of(INPUT, RESULT, REASON, MESSAGE, ERROR_TYPE, ERROR);

    private static final String ALL_OVER = "over";
    private static final String ALL_DUE = "due";

    private JobItem() {}

    /** The texts of a record that may be large, null for those that it has not. */
    static Map<String, @Nullable String> texts(JobRecord job) {
        JobProgress progress = job.progress();
        JobError error = job.error();
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        texts.put(INPUT, job.input());
        texts.put(RESULT, job.result());
        texts.put(REASON, job.cancelReason());
        texts.put(MESSAGE, progress == null ? null : progress.message());
        texts.put(ERROR_TYPE, error == null ? null : error.type());
        texts.put(ERROR, error == null ? null : error.message());
        return texts;
    }

    /** All but the texts. */
    static Item of(JobRecord job) {
        Item item = Item.at(Names.job(job.id()))
                .with(TYPE, Texts.encode(job.type()))
                .with(OWNER, Texts.encodeOrNull(job.owner()))
                .with(Names.STATE, job.state().name())
                .with(CREATED, Micros.of(job.created()))
                .withNumber(STARTED, Micros.orNull(job.started()))
                .withNumber(ENDED, Micros.orNull(job.ended()))
                .withNumber(EXPIRES, Micros.orNull(job.expires()))
                .with(ATTEMPT, job.attempt())
                .with(NODE, Texts.encodeOrNull(job.assignment().node()))
                .with(FENCE, job.assignment().fence())
                .withNumber(DUE, Micros.orNull(job.assignment().due()))
                .with(LAST_EVENT, job.lastEvent())
                .with(REVISION, job.revision());
        JobProgress progress = job.progress();
        if (progress != null) {
            item.with(CURRENT, progress.current())
                    .with(TOTAL, progress.total())
                    .with(RATE, Double.toString(progress.rate()));
        }
        index(item, job);
        return item;
    }

    private static void index(Item item, JobRecord job) {
        String owner = job.owner();
        item.with(Names.NEWEST, Names.descending(job.created(), job.id()))
                .with(Names.OF_TYPE, ofType(job.type()))
                .with(Names.OF_OWNER, owner == null ? null : ofOwner(owner))
                .with(Names.SEARCH, search(job.id() + "\n" + job.type() + (owner == null ? "" : "\n" + owner)));
        if (job.ended() != null && job.expires() != null) {
            item.with(Names.OVER, ALL_OVER)
                    .with(Names.ENDED_AT, Names.ascending(job.ended(), job.id()))
                    .with(Names.EXPIRES_AT, Names.ascending(job.expires(), job.id()));
        }
        String node = job.assignment().node();
        Instant due = job.assignment().due();
        if (node != null) {
            item.with(Names.WORK, isStopping(job.state()) ? stopping(node) : going(node))
                    .with(Names.WORK_AT, Names.ascending(job.created(), job.id()));
        } else if (due != null && !job.state().isTerminal()) {
            item.with(Names.WORK, ALL_DUE).with(Names.WORK_AT, Names.ascending(due, job.id()));
        }
    }

    static boolean isStopping(JobState state) {
        return state == JobState.CANCELLING || state.isTerminal();
    }

    /** The partition of all jobs that have ended. */
    static String over() {
        return ALL_OVER;
    }

    /** The partition of all jobs of nobody. */
    static String due() {
        return ALL_DUE;
    }

    static String going(String node) {
        return "going " + Texts.encode(node);
    }

    static String stopping(String node) {
        return "stopping " + Texts.encode(node);
    }

    static String ofType(String type) {
        return Names.indexed("type ", type);
    }

    static String ofOwner(String owner) {
        return Names.indexed("owner ", owner);
    }

    static String search(String text) {
        return Texts.encode(text.toLowerCase(Locale.ROOT));
    }

    /** The record of an item and its texts. */
    static JobRecord toRecord(Item item, Map<String, String> texts) {
        return new JobRecord(
                Names.jobId(item.text(Names.PK)),
                Texts.decode(item.text(TYPE)),
                Texts.decodeOrNull(item.textOrNull(OWNER)),
                JobState.valueOf(item.text(Names.STATE)),
                Micros.toInstant(item.number(CREATED)),
                Micros.toInstantOrNull(item.numberOrNull(STARTED)),
                Micros.toInstantOrNull(item.numberOrNull(ENDED)),
                Micros.toInstantOrNull(item.numberOrNull(EXPIRES)),
                (int) item.number(ATTEMPT),
                progress(item, texts),
                error(texts),
                texts.get(REASON),
                texts.get(RESULT),
                texts.get(INPUT),
                new Assignment(
                        Texts.decodeOrNull(item.textOrNull(NODE)),
                        item.number(FENCE),
                        Micros.toInstantOrNull(item.numberOrNull(DUE))),
                item.number(LAST_EVENT),
                item.number(REVISION));
    }

    private static @Nullable JobProgress progress(Item item, Map<String, String> texts) {
        return item.has(CURRENT)
                ? new JobProgress(
                        item.number(CURRENT),
                        item.number(TOTAL),
                        texts.get(MESSAGE),
                        Double.parseDouble(item.text(RATE)))
                : null;
    }

    private static @Nullable JobError error(Map<String, String> texts) {
        String type = texts.get(ERROR_TYPE);
        return type == null ? null : new JobError(type, texts.getOrDefault(ERROR, ""));
    }
}
