package org.jobcast.impl.resume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has asked for a text and still listens. Whom nobody listens for is forgotten at the next chunk; on a backplane that cannot
 * tell, a reader of this library says so itself, and from time to time that it is there. Used by one thread at a time.
 */
final class PublishedListeners {
    /** How long a reader may say nothing that is to say that it is there: three times as long as it takes. */
    static final long PATIENCE = 3 * ReceivedText.HEARTBEAT;

    private static final System.Logger LOG = System.getLogger(PublishedListeners.class.getName());

    private final BackplaneLink link;
    private final Map<String, Listener> listeners = new LinkedHashMap<>();

    private static final class Listener {
        final boolean tells;
        boolean counted = true;
        long seen;

        Listener(boolean tells, long now) {
            this.tells = tells;
            this.seen = now;
        }
    }

    PublishedListeners(BackplaneLink link) {
        this.link = link;
    }

    /** Answers who asks with all there is, as one message; a reader there is no place for is told so if it understands. */
    void add(VercelProtocol.Request request, String text) {
        boolean tells = request.run() != null;
        if (listeners.size() >= link.settings().maxReaders()) {
            dropSilent();
        }
        Listener listener = new Listener(tells, link.now());
        if (listeners.size() < link.settings().maxReaders()) {
            if (isHeard(request.listener(), listener, List.of(text))) {
                listeners.put(request.listener(), listener);
            }
        } else if (tells) {
            isHeard(request.listener(), listener, List.of(VercelProtocol.REFUSED));
        }
    }

    /** Those who were to say that they are there, and have not. */
    private void dropSilent() {
        long now = link.now();
        listeners.values().removeIf(listener -> listener.tells && !listener.counted && now - listener.seen > PATIENCE);
    }

    void seen(String listener) {
        Listener known = listeners.get(listener);
        if (known != null) {
            known.seen = link.now();
        }
    }

    void remove(String listener) {
        listeners.remove(listener);
    }

    void send(List<String> messages) {
        List<String> gone = new ArrayList<>();
        listeners.forEach((name, listener) -> {
            if (!isHeard(name, listener, messages)) {
                gone.add(name);
            }
        });
        gone.forEach(listeners::remove);
    }

    /** Who may have missed a message gets no further one: a gap would not be noticed, silence is. */
    private boolean isHeard(String name, Listener listener, List<String> messages) {
        try {
            long heard = link.publisher().publishAll(link.protocol().chunks(name), messages);
            listener.counted = heard >= 0;
            return heard != 0;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the backplane took no message; a reader is given up", e);
            return false;
        }
    }

    void end() {
        send(List.of(VercelProtocol.OVER));
        listeners.clear();
    }
}
