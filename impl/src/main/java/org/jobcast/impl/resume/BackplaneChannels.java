package org.jobcast.impl.resume;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Listens for the runs of this node to what readers and other nodes say. While one takes the place of another one, an id has two
 * runs; each decides what concerns it. Thread-safe; the runs of one id come and go one at a time.
 */
final class BackplaneChannels {
    private final BackplaneLink link;
    private final ConcurrentMap<String, List<PublishedText>> runs = new ConcurrentHashMap<>();

    BackplaneChannels(BackplaneLink link) {
        this.link = link;
    }

    /** Has a run told of everything that is said from now on. */
    void join(String id, PublishedText text) {
        List<PublishedText> known = runs.computeIfAbsent(id, same -> new CopyOnWriteArrayList<>());
        known.add(text);
        if (known.size() > 1) {
            return;
        }
        try {
            link.subscriber()
                    .subscribe(
                            link.protocol().control(id),
                            message -> VercelProtocol.Control.parse(message)
                                    .ifPresent(order -> tell(id, run -> run.control(order))),
                            () -> tell(id, PublishedText::reconnected));
            link.subscriber().subscribe(link.protocol().requests(id), message -> tell(id, run -> run.request(message)));
        } catch (RuntimeException e) {
            leave(id, text);
            throw e;
        }
    }

    private void tell(String id, Consumer<PublishedText> what) {
        runs.getOrDefault(id, List.of()).forEach(what);
    }

    /** Ends {@link #join}. */
    void leave(String id, PublishedText text) {
        List<PublishedText> known = runs.get(id);
        if (known == null || !known.remove(text) || !known.isEmpty()) {
            return;
        }
        runs.remove(id);
        try {
            link.subscriber().unsubscribe(link.protocol().control(id));
        } finally {
            link.subscriber().unsubscribe(link.protocol().requests(id));
        }
    }
}
