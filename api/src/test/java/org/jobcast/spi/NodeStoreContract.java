package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jobcast.spi.AppendOutcome.FENCED;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link NodeStore} has to do. A subclass per store gives an empty one for each test. */
public abstract class NodeStoreContract {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration MOST = TTL.minusMinutes(1);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private Store store;
    private NodeStore nodes;

    /**
     * Opens a store.
     *
     * @return a store without nodes and jobs
     */
    protected abstract Store open();

    /**
     * Moves the store's clock on, or everything in it back in time.
     *
     * @param time by how much
     */
    protected abstract void letTimePass(Duration time);

    @BeforeEach
    void openStore() {
        store = open();
        nodes = store.nodes();
    }

    @Test
    void aNodeJoinsOnceAndLivesAsLongAsItBeats() {
        assertThat(nodes.beat("a", TTL)).as("never joined").isFalse();
        assertThat(nodes.join("a", TTL)).isTrue();
        assertThat(nodes.join("a", TTL)).as("the id is taken").isFalse();
        for (int i = 0; i < 3; i++) {
            letTimePass(MOST);
            assertThat(nodes.beat("a", TTL)).isTrue();
        }
        nodes.leave("a");
        assertThat(nodes.beat("a", TTL)).isFalse();
        nodes.leave("a");
        nodes.leave("never");
    }

    @Test
    void theJobsOfADeadNodeGoToTheOneThatClaimsThemUnderAHigherFence() {
        join("dead", "heir");
        JobRecord job = running("job", "dead");
        JobRecord own = running("own", "heir");
        assertThat(nodes.claim("heir", 9)).as("nobody is dead").isEmpty();
        aLeasePassesFor("heir");

        List<JobRecord> claimed = nodes.claim("heir", 9);
        assertThat(claimed)
                .containsExactly(job.change()
                        .assignment(new Assignment("heir", 2, job.assignment().due()))
                        .build());
        assertThat(store.jobs().find("job")).contains(claimed.get(0));
        assertThat(store.jobs().find("own")).contains(own);
        assertThat(nodes.claim("heir", 9)).as("only once").isEmpty();
    }

    @Test
    void aNodeThatWasDeclaredDeadIsRefusedForEver() {
        join("paused", "heir");
        JobRecord job = running("job", "paused");
        store.events().open("job", 1, 0);
        aLeasePassesFor("heir");
        JobRecord claimed = nodes.claim("heir", 9).get(0);
        store.events().open("job", claimed.assignment().fence(), 0);

        assertThat(nodes.beat("paused", TTL)).isFalse();
        assertThat(nodes.claim("paused", 9)).isEmpty();
        assertThat(store.jobs().replace(job, job.change().cancelReason("late").build()))
                .isFalse();
        assertThat(store.steps().put("job", "step", new byte[1], 1)).isFalse();
        assertThat(store.events().append(new Segment("job", 1, 1, 1, new byte[1], false)))
                .isEqualTo(FENCED);
        assertThat(store.events().append(new Segment("job", 2, 1, 1, new byte[1], false)))
                .isEqualTo(STORED);
        assertThat(nodes.beat("paused", TTL)).isFalse();
    }

    @Test
    void aNodeThatBeatsInTimeOrBeforeAnybodyClaimsLivesOn() {
        join("late", "other");
        running("job", "late");
        aLeasePassesFor("other");
        assertThat(nodes.beat("late", TTL)).as("late, but nobody noticed").isTrue();
        assertThat(nodes.claim("other", 9)).isEmpty();
        letTimePass(MOST);
        nodes.beat("other", TTL);
        assertThat(nodes.claim("other", 9)).isEmpty();
        assertThat(nodes.beat("late", TTL)).isTrue();
    }

    @Test
    void afterAnOutageOfTheStoreNobodyIsDeclaredDeadBeforeItCouldBeatAgain() {
        join("a", "b");
        running("job", "a");
        letTimePass(TTL.plusMinutes(1));
        assertThat(nodes.claim("b", 9)).as("its own lease has run out").isEmpty();
        assertThat(nodes.beat("b", TTL)).isTrue();
        assertThat(nodes.claim("b", 9)).as("it was away as well").isEmpty();
        assertThat(nodes.beat("a", TTL)).isTrue();
    }

    @Test
    void aNewNodeDeclaresNobodyDeadBeforeALeaseHasPassed() {
        join("crashed");
        running("job", "crashed");
        letTimePass(TTL.plusMinutes(1));
        join("new");
        assertThat(nodes.claim("new", 9)).isEmpty();
        aLeasePassesFor("new");
        assertThat(nodes.claim("new", 9)).extracting(JobRecord::id).containsExactly("job");
    }

    @Test
    void theJobsOfANodeThatLeftAreClaimedAtOnce() {
        join("gone", "heir");
        running("job", "gone");
        nodes.leave("gone");
        assertThat(nodes.claim("heir", 9)).extracting(JobRecord::id).containsExactly("job");
    }

    @Test
    void endedJobsOfADeadNodeAreClaimedTooForTheirLastEventMayBeMissing() {
        join("gone", "heir");
        JobRecord job = running("job", "gone");
        JobRecord ended =
                job.change().ended(JobState.SUCCEEDED, NOW, NOW.plusSeconds(9)).build();
        store.jobs().replace(job, ended);
        nodes.leave("gone");
        JobRecord claimed = nodes.claim("heir", 9).get(0);
        assertThat(claimed.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(claimed.assignment()).isEqualTo(new Assignment("heir", 2, null));
        assertThat(store.jobs().expired(Instant.MAX, 9)).containsExactly("job");
    }

    @Test
    void aNodeFindsThoseOfItsJobsThatWereAskedToStopOrHaveEnded() {
        join("own", "other");
        running("goes-on", "own");
        JobRecord asked = running("asked", "own");
        JobRecord ended = running("ended", "own");
        JobRecord released = running("released", "own");
        JobRecord foreign = running("foreign", "other");
        assertThat(nodes.stopping("own", 9)).isEmpty();

        JobRecord stopping = asked.change().state(JobState.CANCELLING).build();
        store.jobs().replace(asked, stopping);
        JobRecord over = ended(ended).build();
        store.jobs().replace(ended, over);
        store.jobs()
                .replace(
                        released,
                        ended(released)
                                .assignment(released.assignment().released(null))
                                .build());
        store.jobs().replace(foreign, ended(foreign).build());
        assertThat(nodes.stopping("own", 9)).containsExactly(JobMark.of(stopping), JobMark.of(over));
        assertThat(nodes.stopping("own", 1)).containsExactly(JobMark.of(stopping));
        assertThat(nodes.stopping("nobody", 9)).isEmpty();
    }

    private static JobRecord.Builder ended(JobRecord job) {
        return job.change().ended(JobState.SUCCEEDED, NOW, NOW.plusSeconds(9));
    }

    @Test
    void jobsOfNobodyAreClaimedWhenTheyAreDue() {
        join("a");
        Instant past = Instant.parse("2020-01-01T00:00:00Z");
        create("due", Assignment.from(past));
        create("later", Assignment.from(Instant.parse("2999-01-01T00:00:00Z")));
        create("never", Assignment.none());
        JobRecord ended = create("ended", Assignment.from(past));
        store.jobs()
                .replace(
                        ended,
                        ended.change().ended(JobState.CANCELLED, NOW, NOW).build());

        List<JobRecord> claimed = nodes.claim("a", 9);
        assertThat(claimed).extracting(JobRecord::id).containsExactly("due");
        assertThat(claimed.get(0).assignment()).isEqualTo(new Assignment("a", 1, past));
        assertThat(claimed.get(0).revision()).isEqualTo(2);
        assertThat(nodes.claim("a", 9)).isEmpty();
    }

    @Test
    void aReleasedJobKeepsItsFence() {
        join("a", "b");
        create("job", Assignment.from(NOW));
        JobRecord owned = nodes.claim("a", 1).get(0);
        store.jobs()
                .replace(
                        owned,
                        owned.change()
                                .assignment(owned.assignment().released(NOW))
                                .build());
        assertThat(nodes.claim("b", 1).get(0).assignment()).isEqualTo(new Assignment("b", 2, NOW));
    }

    @Test
    void claimsNoMoreThanAskedForAndTheOldestFirst() {
        join("gone", "heir");
        for (int i = 0; i < 5; i++) {
            store.jobs()
                    .create(JobRecord.queued(
                            "job-" + i,
                            "t",
                            null,
                            NOW.minusSeconds(i),
                            null,
                            Assignment.none().to("gone")));
        }
        nodes.leave("gone");
        assertThat(nodes.claim("heir", 2)).extracting(JobRecord::id).containsExactly("job-4", "job-3");
        assertThat(nodes.claim("heir", 2)).extracting(JobRecord::id).containsExactly("job-2", "job-1");
        assertThat(nodes.claim("heir", 2)).extracting(JobRecord::id).containsExactly("job-0");
        assertThat(nodes.claim("heir", 2)).isEmpty();
    }

    @Test
    void ofSeveralNodesThatClaimAtOnceExactlyOneGetsEachJob() throws Exception {
        for (int round = 0; round < 10; round++) {
            String gone = "gone-" + round;
            List<String> heirs = List.of("a-" + round, "b-" + round, "c-" + round);
            nodes.join(gone, TTL);
            heirs.forEach(heir -> nodes.join(heir, TTL));
            Set<String> ids = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                ids.add(running(gone + "-job-" + i, gone).id());
            }
            nodes.leave(gone);
            List<String> won = new ArrayList<>();
            for (List<String> part : Race.of(heirs.size(), i -> () -> claimAll(heirs.get(i)))) {
                won.addAll(part);
            }
            assertThat(won).containsExactlyInAnyOrderElementsOf(ids);
            for (String id : ids) {
                assertThat(store.jobs().find(id).orElseThrow().assignment().fence())
                        .isEqualTo(2);
            }
            heirs.forEach(nodes::leave);
            ids.forEach(store.jobs()::delete);
        }
    }

    @Test
    void ofManyWhoJoinUnderOneIdExactlyOneSucceeds() throws Exception {
        for (int round = 0; round < 10; round++) {
            String id = "node-" + round;
            assertThat(Race.winners(4, () -> nodes.join(id, TTL))).isEqualTo(1);
        }
    }

    private List<String> claimAll(String node) {
        List<String> claimed = new ArrayList<>();
        for (List<JobRecord> some = nodes.claim(node, 3); !some.isEmpty(); some = nodes.claim(node, 3)) {
            some.forEach(job -> claimed.add(job.id()));
        }
        return claimed;
    }

    private void join(String... names) {
        for (String name : names) {
            assertThat(nodes.join(name, TTL)).isTrue();
        }
    }

    /** Longer than a lease, during which only one node beats. */
    private void aLeasePassesFor(String node) {
        letTimePass(MOST);
        assertThat(nodes.beat(node, TTL)).isTrue();
        letTimePass(MOST);
        assertThat(nodes.beat(node, TTL)).isTrue();
    }

    private JobRecord create(String id, Assignment assignment) {
        JobRecord job = JobRecord.queued(id, "t", null, NOW, null, assignment);
        assertThat(store.jobs().create(job)).isTrue();
        return job;
    }

    private JobRecord running(String id, String node) {
        JobRecord job = create(id, Assignment.none().to(node));
        JobRecord running = job.change().state(JobState.RUNNING).attempt(1, NOW).build();
        assertThat(store.jobs().replace(job, running)).isTrue();
        return running;
    }
}
