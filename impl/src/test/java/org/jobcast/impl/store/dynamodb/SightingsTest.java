package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is late, by the clock of the one who looks. */
class SightingsTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final Sightings sightings = new Sightings(time::get);

    @BeforeEach
    void join() {
        sightings.joined("own", LEASE, sightings.now());
    }

    private static NodeItem node(String id, int mark) {
        return new NodeItem(id, "mark " + mark, LEASE, false, Instant.EPOCH);
    }

    private void pass(int seconds) {
        time.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void beat() {
        sightings.renewed("own", LEASE, sightings.now());
    }

    private List<String> late(NodeItem... nodes) {
        sightings.seen(List.of(nodes));
        return sightings.late("own", List.of(nodes)).stream().map(NodeItem::id).toList();
    }

    @Test
    void whoShowsTheSameMarkForMoreThanItsLeaseIsLate() {
        assertThat(late(node("own", 1), node("a", 1))).isEmpty();
        pass(10);
        beat();
        assertThat(late(node("own", 2), node("a", 1))).isEmpty();
        pass(5);
        beat();
        assertThat(late(node("own", 3), node("a", 1))).as("not yet").isEmpty();
        pass(1);
        assertThat(late(node("own", 3), node("a", 1))).containsExactly("a");
    }

    @Test
    void aNewMarkBeginsANewLease() {
        late(node("a", 1));
        pass(14);
        beat();
        assertThat(late(node("a", 2))).isEmpty();
        pass(14);
        beat();
        assertThat(late(node("a", 2))).isEmpty();
        pass(2);
        beat();
        assertThat(late(node("a", 2))).containsExactly("a");
    }

    @Test
    void whoHasNotLookedKnowsNothing() {
        pass(14);
        beat();
        pass(14);
        beat();
        assertThat(late(node("a", 1))).as("first sight").isEmpty();
    }

    @Test
    void whoHasJustJoinedJudgesNobody() {
        late(node("a", 1));
        pass(16);
        sightings.joined("new", LEASE, sightings.now());
        sightings.seen(List.of(node("a", 1)));
        assertThat(sightings.late("new", List.of(node("a", 1)))).isEmpty();
    }

    @Test
    void whoCouldNotRenewItsOwnLeaseBeginsToLookAnew() {
        late(node("a", 1));
        pass(14);
        beat();
        pass(16);
        assertThat(sightings.mayAct(node("own", 2))).isFalse();
        beat();
        assertThat(sightings.mayAct(node("own", 3))).isTrue();
        assertThat(late(node("a", 1))).isEmpty();
        pass(14);
        beat();
        assertThat(late(node("a", 1))).as("it has had no whole lease since").isEmpty();
        pass(2);
        beat();
        assertThat(late(node("a", 1))).containsExactly("a");
    }

    @Test
    void anAnswerThatComesLateIsNoLongerLease() {
        long asked = sightings.now();
        pass(16);
        sightings.renewed("own", LEASE, asked);
        assertThat(sightings.mayAct(node("own", 2))).isFalse();
    }

    @Test
    void theLeaseOfTheOtherCounts() {
        NodeItem slow = new NodeItem("slow", "mark", LEASE.multipliedBy(4), false, Instant.EPOCH);
        late(slow);
        for (int i = 0; i < 6; i++) {
            pass(10);
            beat();
            assertThat(late(slow)).isEmpty();
        }
        pass(1);
        assertThat(late(slow)).containsExactly("slow");
    }
}
