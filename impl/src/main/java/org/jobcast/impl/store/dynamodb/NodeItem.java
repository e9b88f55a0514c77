package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.time.Instant;
import org.jobcast.impl.store.Texts;

/**
 * The item of a node.
 *
 * @param id its id
 * @param mark another one with each beat
 * @param lease how long it lives without one
 * @param dead whether it was declared dead or has left, for ever
 * @param died when, to the second; 1970 if it has not
 */
record NodeItem(String id, String mark, Duration lease, boolean dead, Instant died) {
    static final String ID = "node";
    static final String MARK = "mark";
    static final String LEASE = "leaseNanos";
    static final String DEAD = "dead";
    static final String DIED = "died";

    static NodeItem of(Item item) {
        Long died = item.numberOrNull(DIED);
        return new NodeItem(
                Texts.decode(item.text(ID)),
                item.text(MARK),
                Duration.ofNanos(item.number(LEASE)),
                item.flag(DEAD),
                Instant.ofEpochSecond(died == null ? 0 : died));
    }
}
