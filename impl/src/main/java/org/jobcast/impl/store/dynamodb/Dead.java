package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The dead nodes whose jobs this node looks for. An index may show a job late, so where nothing was found it looks again: as long
 * after the last time as that was after the first, so less and less often, and in the end once a minute as long as the item of
 * the dead node is kept. Thread-safe.
 */
final class Dead {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> known = new HashMap<>();
    private final Map<String, Long> checked = new HashMap<>();

    /** Those that may own jobs. */
    synchronized List<String> suspects(Collection<String> dead, long now) {
        known.keySet().retainAll(dead);
        checked.keySet().retainAll(dead);
        return dead.stream()
                .filter(node -> {
                    long since = known.computeIfAbsent(node, id -> now);
                    Long last = checked.get(node);
                    return last == null || now - last >= Math.min(MINUTE, last - since);
                })
                .toList();
    }

    /** A node owns nothing. */
    synchronized void owned(String node, boolean anything, long now) {
        if (anything) {
            checked.remove(node);
        } else {
            checked.put(node, now);
        }
    }
}
