package org.jobcast.impl.resume;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests a run answers. It listens before it has the id, so that none is lost; those that name no run and came
 * before it had taken the id from another one were for that one, which has answered them. Thread-safe.
 */
final class PublishedRequests {
    private final String run;
    private final List<VercelProtocol.Request> former = new ArrayList<>();
    private @Nullable List<VercelProtocol.Request> early = new ArrayList<>();
    private boolean taken;

    PublishedRequests(String run) {
        this.run = run;
    }

    /** Whether a request is to be answered now. */
    synchronized boolean isMeant(VercelProtocol.Request request) {
        if (request.run() != null && !request.run().equals(run)) {
            return false;
        }
        boolean mine = taken || request.run() != null;
        if (early == null) {
            return mine;
        }
        (mine ? early : former).add(request);
        return false;
    }

    /** From now on requests are for this run, and for no former one. */
    synchronized void taken() {
        taken = true;
    }

    /**
     * Begins to answer.
     *
     * @param fresh whether nobody had the id before
     * @return what is to be answered first
     */
    synchronized List<VercelProtocol.Request> admit(boolean fresh) {
        List<VercelProtocol.Request> answered = new ArrayList<>(fresh ? former : List.of());
        if (early != null) {
            answered.addAll(early);
        }
        early = null;
        taken |= fresh;
        former.clear();
        return answered;
    }
}
