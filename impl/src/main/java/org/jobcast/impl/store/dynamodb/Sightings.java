package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this node has seen of the others. DynamoDB has no clock, and clocks of nodes need not agree, so nobody writes down when a
 * lease ends. Each beat leaves another mark instead, and whoever has looked at the same mark for as long as the lease, by its
 * own monotonic clock, knows that it has run out. Thread-safe.
 */
final class Sightings {
    private final LongSupplier nanoTime;
    private final Map<String, Sighting> sightings = new HashMap<>();
    private final Map<String, Own> own = new HashMap<>();

    /** Since when a node has shown the same mark. */
    private record Sighting(String mark, long since) {}

    /** A node of this process: since when its lease is unbroken, when it was renewed, how long it is. */
    private record Own(long since, long renewed, long lease) {
        boolean isOver(long now) {
            return now - renewed > lease;
        }
    }

    Sightings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** A node of this process begins. */
    synchronized void joined(String node, Duration lease, long at) {
        own.put(node, new Own(at, at, lease.toNanos()));
    }

    /**
     * A node of this process has shown that it lives.
     *
     * @param at when that was asked for, for an answer may be late
     */
    synchronized void renewed(String node, Duration lease, long at) {
        Own before = own.get(node);
        long since = at;
        if (before != null && !before.isOver(at)) {
            since = before.since();
        } else if (before != null) {
            // It could not reach DynamoDB, and maybe nobody could: what was seen before proves nothing.
            sightings.clear();
        }
        own.put(node, new Own(since, at, lease.toNanos()));
    }

    /** A node of this process is gone. */
    synchronized void gone(String node) {
        own.remove(node);
    }

    /** Takes the marks of all nodes that live. */
    synchronized void seen(Collection<NodeItem> nodes) {
        long now = now();
        Map<String, Sighting> before = Map.copyOf(sightings);
        sightings.clear();
        for (NodeItem node : nodes) {
            Sighting last = before.get(node.id());
            sightings.put(
                    node.id(), last != null && last.mark().equals(node.mark()) ? last : new Sighting(node.mark(), now));
        }
    }

    /** Whether a node of this process may act: its own lease has not run out. A node that it does not know begins now. */
    synchronized boolean mayAct(NodeItem node) {
        Own known = own.computeIfAbsent(
                node.id(), id -> new Own(now(), now(), node.lease().toNanos()));
        return !known.isOver(now());
    }

    /** Those who are late, if a node of this process may judge: it has been there for a lease of its own without a break. */
    synchronized Set<NodeItem> late(String judge, Collection<NodeItem> nodes) {
        long now = now();
        Own known = own.get(judge);
        if (known == null || now - known.since() < known.lease()) {
            return Set.of();
        }
        return nodes.stream()
                .filter(node -> !node.id().equals(judge) && isLate(sightings.get(node.id()), node, now))
                .collect(Collectors.toSet());
    }

    private static boolean isLate(@Nullable Sighting sighting, NodeItem node, long now) {
        return sighting != null
                && sighting.mark().equals(node.mark())
                && now - sighting.since() > node.lease().toNanos();
    }
}
