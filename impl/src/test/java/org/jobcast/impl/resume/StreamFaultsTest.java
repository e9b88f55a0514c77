package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.impl.resume.ResumableStreamsContract.stream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamConflictException;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams on two nodes whose store fails, and which stop at the wrong moment. */
class StreamFaultsTest {
    private static final StreamOptions REPLACE =
            StreamOptions.builder().replace().build();

    private final Store shared = new MemoryStore(InstantSource.system());
    private final BrokenStore ways = new BrokenStore(shared);
    private final BrokenStore waysOfB = new BrokenStore(shared);
    private final StreamNode a = StreamNode.sharing(ways, StreamNode.SETTINGS, Duration.ofMinutes(5));
    private final StreamNode b = StreamNode.sharing(waysOfB, StreamNode.SETTINGS, Duration.ofMinutes(5));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        ways.fails = call -> false;
        waysOfB.fails = call -> false;
        a.close();
        b.close();
        threads.shutdownNow();
    }

    @Test
    void aNodeStopsAndItsProducersAreToldThoughItsStoreIsGone() throws Exception {
        List<Words> producers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Words words = new Words().say("x");
            a.streams.create("s" + i, words.source());
            producers.add(words);
        }
        ways.fails = call -> call.startsWith("JobStore.");

        threads.submit(a.streams::close).get(60, TimeUnit.SECONDS);

        for (Words words : producers) {
            assertThat(words.awaitStopped()).isTrue();
        }
    }

    @Test
    void aSubscriberIsToldThatTheStoreFails() {
        String[] chunks = IntStream.range(0, 500).mapToObj(i -> i + ";").toArray(String[]::new);
        stream(a.streams.create("s", Words.of(chunks))).text();
        ResumableStream late = stream(b.streams.resume("s"));
        waysOfB.fails = call -> call.equals("EventStore.read");

        assertThatThrownBy(Collecting.all(late.publisher())::whole).isInstanceOf(ExecutionException.class);
    }

    @Test
    void readersOfOtherNodesEndWithTheApplication() throws Exception {
        Words words = new Words().say("x");
        a.streams.create("s", words.source());
        Collecting subscriber = Collecting.all(stream(b.streams.resume("s")).publisher());
        assertThat(subscriber.next()).isEqualTo("x");
        ResumableStream.Chunks chunks = stream(b.streams.resume("s")).chunks();
        assertThat(chunks.next()).isEqualTo("x");
        Future<Boolean> waiting = threads.submit(chunks::hasNext);
        Future<StreamState> end = stream(b.streams.resume("s")).completion().toCompletableFuture();

        b.streams.close();

        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(StreamRefusedException.class);
        assertThatThrownBy(subscriber::whole).hasCauseInstanceOf(StreamRefusedException.class);
        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(StreamState.ACTIVE);
        words.end();
        assertThat(stream(a.streams.resume("s")).text()).isEqualTo("x");
    }

    @Test
    void aReplacementIsBroughtToItsEndWhenTheStoreFailsForAWhile() throws Exception {
        Words first = new Words().say("old");
        Collecting reader =
                Collecting.all(stream(a.streams.create("s", first.source())).publisher());
        assertThat(reader.next()).isEqualTo("old");
        AtomicInteger opened = new AtomicInteger();
        waysOfB.fails = call -> call.equals("EventStore.open") && between(opened.incrementAndGet(), 2, 4);

        ResumeResult next = b.streams.create("s", REPLACE, Words.of("new"));

        assertThat(stream(next).text()).isEqualTo("new");
        Awaitility.await().until(() -> {
            a.streams.sweep();
            return reader.end.isDone();
        });
        assertThatThrownBy(reader::whole).hasCauseInstanceOf(StreamFailedException.class);
        assertThat(first.awaitStopped()).isTrue();
    }

    @Test
    void aSilentProducerIsToldThatItsStreamWasReplacedElsewhere() throws Exception {
        Words first = new Words().say("old");
        Collecting reader =
                Collecting.all(stream(a.streams.create("s", first.source())).publisher());
        assertThat(reader.next()).isEqualTo("old");
        b.streams.create("s", REPLACE, new Words().source());
        Awaitility.await().until(() -> {
            a.streams.sweep();
            return reader.end.isDone();
        });
        assertThatThrownBy(reader::whole).hasCauseInstanceOf(StreamFailedException.class);
        assertThat(first.awaitStopped()).isTrue();
    }

    private static boolean between(int number, int from, int to) {
        return from <= number && number <= to;
    }

    @Test
    void theReadersOfWhatWasReplacedAreToldByWhoeverIsLeft() throws Exception {
        Words first = new Words().say("old");
        a.streams.create("s", first.source());
        Collecting reader = Collecting.all(stream(b.streams.resume("s")).publisher());
        assertThat(reader.next()).isEqualTo("old");
        BrokenStore doomedWays = new BrokenStore(shared);
        AtomicInteger opened = new AtomicInteger();
        doomedWays.fails = call -> call.equals("EventStore.open") && opened.incrementAndGet() > 1;
        try (StreamNode doomed = StreamNode.sharing(doomedWays, StreamNode.SETTINGS, Duration.ofMinutes(5))) {
            doomed.streams.create("s", REPLACE, new Words().source());
            doomed.kill();
            doomed.jobs.leave();
        }
        assertThatThrownBy(reader::whole).hasCauseInstanceOf(StreamFailedException.class);
        Awaitility.await().until(() -> a.streams.state("s") == StreamState.FAILED);
    }

    @Test
    void theProducerOfWhatWasReplacedEndsItsReadersIfNobodyElseHas() throws Exception {
        Words first = new Words().say("old");
        Collecting reader =
                Collecting.all(stream(a.streams.create("s", first.source())).publisher());
        assertThat(reader.next()).isEqualTo("old");
        AtomicInteger opened = new AtomicInteger();
        waysOfB.fails = call -> call.equals("EventStore.open") && opened.incrementAndGet() > 1;
        b.streams.create("s", REPLACE, new Words().source());

        first.end();

        assertThatThrownBy(reader::whole).hasCauseInstanceOf(StreamFailedException.class);
    }

    @Test
    void nobodyReplacesTheStreamOfAnother() {
        StreamOptions ofAlice = StreamOptions.builder().owner("alice").build();
        StreamOptions byBob = StreamOptions.builder().owner("bob").replace().build();
        StreamOptions byAlice = StreamOptions.builder().owner("alice").replace().build();
        Words words = new Words().say("hers");
        a.streams.create("s", ofAlice, words.source());

        assertThatExceptionOfType(StreamConflictException.class)
                .isThrownBy(() -> b.streams.create("s", byBob, Words.of("his")));
        words.end();
        assertThat(stream(b.streams.resume("s")).text()).isEqualTo("hers");
        assertThat(stream(b.streams.create("s", byAlice, Words.of("new"))).text())
                .isEqualTo("new");
    }

    @Test
    void aHandleKnowsThatItsStreamWasRemovedThoughTheIdIsInUseAgain() {
        StreamOptions brief = StreamOptions.builder().doneTtl(Duration.ZERO).build();
        ResumableStream old = stream(a.streams.create("s", brief, Words.of("old")));
        old.text();
        Awaitility.await().until(() -> {
            a.jobs.reap();
            return a.streams.state("s") == StreamState.NONE;
        });
        assertThat(stream(a.streams.create("s", Words.of("new"))).text()).isEqualTo("new");
        assertThat(old.state()).isEqualTo(StreamState.NONE);
    }
}
