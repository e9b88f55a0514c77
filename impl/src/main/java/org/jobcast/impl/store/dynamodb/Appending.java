package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.List;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Segment;
import org.jspecify.annotations.Nullable;

/**
 * The appending of some segments to one log, transaction by transaction. Outcomes are guessed from a head that may be out of
 * date; they stand once a transaction has proved the head right, or if the head was read just now. Not thread-safe.
 */
final class Appending {
    /** A transaction may have 100 actions and 4 MB. */
    private static final int MOST = 50;

    private static final int MOST_BYTES = 3 << 20;

    private final List<Segment> segments = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final AppendOutcome[] outcomes;
    private @Nullable LogState state;
    private boolean fresh;
    private int done;

    /**
     * What to do next.
     *
     * @param from the head as it has to be
     * @param to the head as it will be
     * @param stored the segments that are stored by it
     * @param judged how many segments are judged then
     */
    record Step(LogState from, LogState to, List<Segment> stored, int judged) {}

    Appending(AppendOutcome[] outcomes) {
        this.outcomes = outcomes;
    }

    void add(Segment segment, int place) {
        segments.add(segment);
        places.add(place);
    }

    String channel() {
        return segments.get(0).channel();
    }

    /** Takes the head, null if there is none. */
    void head(@Nullable LogState state, boolean fresh) {
        this.state = state;
        this.fresh = fresh;
    }

    boolean needsHead() {
        return state == null && !fresh;
    }

    boolean isDone() {
        return done == segments.size();
    }

    /** The next transaction; null if there is none to make, because all is done or the head has to be read. */
    @Nullable Step next() {
        if (state == null) {
            judgeRest(AppendOutcome.GONE);
            return null;
        }
        LogState to = state;
        List<Segment> stored = new ArrayList<>();
        int bytes = 0;
        int at = done;
        for (; at < segments.size(); at++) {
            Segment segment = segments.get(at);
            AppendOutcome outcome = to.judge(segment);
            if (outcome == AppendOutcome.STORED) {
                bytes += Math.min(segment.bytes().length, Values.PART_BYTES);
                if (stored.size() == MOST || (bytes > MOST_BYTES && !stored.isEmpty())) {
                    break;
                }
                stored.add(segment);
                to = to.after(segment);
            }
            outcomes[places.get(at)] = outcome;
        }
        if (!stored.isEmpty()) {
            return new Step(state, to, stored, at);
        }
        if (fresh) {
            done = at;
        } else {
            state = null;
        }
        return null;
    }

    private void judgeRest(AppendOutcome outcome) {
        for (; done < segments.size(); done++) {
            outcomes[places.get(done)] = outcome;
        }
    }

    /** Takes what became of a transaction. */
    void done(Step step, boolean committed) {
        fresh = committed;
        state = committed ? step.to() : null;
        done = committed ? step.judged() : done;
    }
}
