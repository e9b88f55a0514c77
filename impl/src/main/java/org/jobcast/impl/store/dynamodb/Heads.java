package org.jobcast.impl.store.dynamodb;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The heads of logs. Those of logs that this node writes are remembered, so that an append needs no reading; a head that is
 * remembered may be out of date, and what is done on its strength is done under the condition that it is not. Thread-safe.
 */
final class Heads {
    private static final int REMEMBERED = 10_000;

    private final Table table;
    private final Batches batches;
    private final Map<String, LogState> written = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LogState> eldest) {
            return size() > REMEMBERED;
        }
    };

    Heads(Table table, Batches batches) {
        this.table = table;
        this.batches = batches;
    }

    @Nullable LogState read(String channel) {
        Item head = table.get(Names.head(channel));
        return head == null ? null : LogState.of(head);
    }

    /** The heads of logs that there are. */
    Map<String, LogState> read(Collection<String> channels) {
        List<Key> keys = channels.stream().map(Names::head).toList();
        Map<String, LogState> found = new HashMap<>();
        for (Item item : batches.get(keys).values()) {
            LogState state = LogState.of(item);
            found.put(state.head().channel(), state);
        }
        return found;
    }

    synchronized @Nullable LogState remembered(String channel) {
        return written.get(channel);
    }

    synchronized void remember(LogState state) {
        written.put(state.head().channel(), state);
    }

    synchronized void forget(String channel) {
        written.remove(channel);
    }
}
