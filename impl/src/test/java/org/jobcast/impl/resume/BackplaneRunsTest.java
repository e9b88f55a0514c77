package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jobcast.impl.resume.ResumableStreamsContract.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.job.CancelOutcome;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.Backplane;
import org.jobcast.test.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a stream over a backplane that is replaced, cancelled or fails while something else happens. */
class BackplaneRunsTest {
    private static final StreamOptions REPLACE =
            StreamOptions.builder().replace().build();

    private final ManualClock time = new ManualClock();
    private final EngineClock clock = new EngineClock(time, time::nanos);
    private final MemoryBackplane.Hub hub = new MemoryBackplane.Hub(time);
    private final MemoryBackplane raw = new MemoryBackplane(hub);
    private final HookedBackplane plane = new HookedBackplane(hub);
    private final List<StreamEngine> engines = new ArrayList<>();
    private final StreamEngine a = node(plane, BackplaneNodes.logs(64 << 20));
    private final StreamEngine b = node();
    private final StreamEngine c = node();

    private StreamEngine node() {
        return node(new MemoryBackplane(hub), BackplaneNodes.logs(64 << 20));
    }

    private StreamEngine node(Backplane backplane, Logs logs) {
        return opened(BackplaneNodes.on(backplane, "p", clock, logs));
    }

    private StreamEngine opened(StreamEngine engine) {
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void stop() {
        engines.forEach(StreamEngine::close);
    }

    private static Collecting reading(StreamEngine node, String id) {
        return Collecting.all(stream(node.resume(id)).publisher());
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void failOnce(AtomicBoolean failed) {
        if (failed.compareAndSet(false, true)) {
            throw new IllegalStateException("no connection");
        }
    }

    private static void assertReplaced(Collecting reader) {
        assertThatThrownBy(reader::whole)
                .cause()
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("Replaced");
    }

    @Test
    void whoeverCallsResumesAStreamOfAnotherNode() {
        Optional<String> alice = Optional.of("alice");
        StreamEngine there = opened(BackplaneNodes.on(
                new MemoryBackplane(hub),
                "p",
                StreamNode.SETTINGS,
                BackplaneNodes.logs(1 << 20),
                BackplaneNodes.parts(clock, alice)));
        Words words = new Words();
        a.create("s", words.source());
        ResumeResult found = there.createOrResume("s", Words.of("never"));
        assertThat(found).isInstanceOf(ResumeResult.Resumed.class);
        words.say("x").end();
        assertThat(stream(found).text()).isEqualTo("x");
        there.create("own", new Words().source());
        assertThat(there.find("own").orElseThrow().owner()).isNull();
        assertThat(there.createOrResume("own", Words.of("never"))).isInstanceOf(ResumeResult.Resumed.class);
    }

    @Test
    void aStreamIsDoneWhenItsLastWordsHaveGoneOut() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Words words = new Words();
        a.create("s", words.source());
        Collecting reader = reading(b, "s");
        plane.beforePublish = channel -> {
            if (channel.startsWith("p:rs:chunk:")) {
                pass(slow);
            }
        };
        words.say("1", "2", "3").end();
        assertThat(words.awaitStopped()).isTrue();
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofSeconds(2));
            b.sweep();
            assertThat(b.state("s")).isEqualTo(StreamState.ACTIVE);
        }
        assertThat(reader.end).isNotDone();
        slow.countDown();
        assertThat(reader.whole()).isEqualTo("123");
        assertThat(b.state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void whoAsksWhileALongTextGoesOutWaitsForAPartOfItOnly() throws Exception {
        int chunks = 2000;
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Words words = new Words();
        a.create("s", words.source());
        Collecting first = reading(b, "s");
        List<String> channels = new ArrayList<>();
        plane.beforePublish = channel -> {
            if (channel.startsWith("p:rs:chunk:")) {
                synchronized (channels) {
                    channels.add(channel);
                }
                second.countDown();
                pass(asked);
            }
        };
        words.say(java.util.Collections.nCopies(chunks, "x").toArray(String[]::new))
                .end();
        pass(second);
        raw.subscribe("p:rs:chunk:late", message -> {});
        raw.publish("p:rs:request:s", "{\"listenerId\":\"late\"}");
        asked.countDown();
        assertThat(first.whole()).hasSize(chunks);
        synchronized (channels) {
            assertThat(channels.indexOf("p:rs:chunk:late")).isEqualTo(1);
        }
    }

    @Test
    void readersEverywhereLearnThatAStreamWasReplaced() throws Exception {
        Words old = new Words().say("A");
        a.create("s", old.source());
        Collecting here = reading(a, "s");
        Collecting there = reading(c, "s");
        assertThat(here.next()).isEqualTo("A");
        assertThat(there.next()).isEqualTo("A");
        Words next = new Words().say("B");
        b.create("s", REPLACE, next.source());
        assertReplaced(here);
        assertReplaced(there);
        assertThat(old.awaitStopped()).isTrue();
        Collecting again = reading(c, "s");
        assertThat(again.next()).isEqualTo("B");
        next.end();
        assertThat(again.whole()).isEqualTo("B");
    }

    @Test
    void aFailureIsThatOfItsOwnStream() throws Exception {
        Words first = new Words();
        a.create("s", first.source());
        Collecting before = reading(b, "s");
        first.fail(new IllegalStateException("tired"));
        assertThatThrownBy(before::whole).cause().hasMessageContaining("tired");
        assertThat(b.state("s")).isEqualTo(StreamState.FAILED);
        Words second = new Words();
        a.create("s", REPLACE, second.source());
        Collecting reader = reading(b, "s");
        second.say("fine").end();
        assertThat(reader.whole()).isEqualTo("fine");
        assertThat(b.state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void aTextThatIsKeptIsNotServedWhenAnotherNodeHasReplacedIt() throws Exception {
        assertThat(stream(a.create("s", Words.of("old"))).text()).isEqualTo("old");
        assertThat(a.resume("s")).isInstanceOf(ResumeResult.AlreadyDone.class);
        Words words = new Words();
        b.create("s", REPLACE, words.source());
        assertThat(a.state("s")).isEqualTo(StreamState.ACTIVE);
        ResumeResult resumed = a.resume("s");
        assertThat(resumed).isInstanceOf(ResumeResult.Resumed.class);
        assertThat(a.createOrResume("s", Words.of("never"))).isInstanceOf(ResumeResult.Resumed.class);
        words.say("new").end();
        assertThat(stream(resumed).text()).isEqualTo("new");
    }

    @Test
    void aStreamThatEndsWhileItIsReplacedSaysNothingOfTheOneThatReplacesIt() throws Exception {
        CountDownLatch ends = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        Words old = new Words();
        a.create("s", old.source());
        plane.beforeSet = set -> {
            if (set.equals("p:rs:sentinel:s=DONE") && ends.getCount() == 1) {
                ends.countDown();
                pass(slow);
            }
        };
        old.say("old").end();
        pass(ends);
        Words next = new Words().say("new");
        a.create("s", REPLACE, next.source());
        slow.countDown();
        await().until(() -> raw.get("p:rs:sentinel:s").equals(Optional.of("1")));
        Collecting reader = reading(b, "s");
        assertThat(reader.next()).isEqualTo("new");
        assertThat(b.cancel("s")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(reader.whole()).isEqualTo("new");
        assertThat(next.awaitStopped()).isTrue();
    }

    @Test
    void whatAProducerHearsOfItselfLateDoesNotStopIt() throws Exception {
        Words words = new Words();
        a.create("s", words.source());
        String run = raw.get("p:rs:run:s").orElseThrow();
        Collecting reader = reading(b, "s");
        raw.publish("p:rs:control:s", "TAKE one-that-came-before");
        raw.publish("p:rs:control:s", "TAKE " + run);
        raw.publish("p:rs:control:s", "nonsense");
        words.say("x").end();
        assertThat(reader.whole()).isEqualTo("x");
    }

    @Test
    void aReaderThatCannotListenIsForgotten() throws Exception {
        Words words = new Words().say("x");
        b.create("s", words.source());
        AtomicBoolean failed = new AtomicBoolean();
        plane.beforeSubscribe = channel -> {
            if (channel.startsWith("p:rs:chunk:")) {
                failOnce(failed);
            }
        };
        assertThatIllegalStateException().isThrownBy(() -> a.resume("s"));
        Collecting reader = reading(a, "s");
        assertThat(reader.next()).isEqualTo("x");
        words.end();
        assertThat(reader.whole()).isEqualTo("x");
    }

    @Test
    void anIdIsFreeAgainWhoseProducerCouldNotBegin() {
        AtomicBoolean failed = new AtomicBoolean();
        plane.beforeSet = set -> failOnce(failed);
        assertThatIllegalStateException().isThrownBy(() -> a.create("s", Words.of("never")));
        assertThat(raw.publish("p:rs:request:s", "{}")).as("listens no more").isZero();
        assertThat(raw.publish("p:rs:control:s", "x")).as("listens no more").isZero();
        assertThat(raw.get("p:rs:sentinel:s")).isPresent();
        time.advance(StreamNode.SETTINGS.activeTtl());
        assertThat(raw.get("p:rs:sentinel:s")).isEmpty();
        assertThat(stream(a.createOrResume("s", Words.of("x"))).text()).isEqualTo("x");
    }

    @Test
    void aTextThatMemoryDoesNotHoldFailsForReadersElsewhereToo() throws Exception {
        HookedBackplane blocked = new HookedBackplane(hub);
        StreamEngine small = node(blocked, BackplaneNodes.logs(64 << 10));
        Words words = new Words();
        small.create("s", words.source());
        Collecting reader = reading(b, "s");
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch sends = new CountDownLatch(1);
        blocked.beforePublish = channel -> {
            sends.countDown();
            pass(slow);
        };
        words.say("first");
        pass(sends);
        for (int i = 0; i < 100; i++) {
            words.say("x".repeat(2000));
        }
        words.end();
        assertThat(words.awaitStopped()).isTrue();
        slow.countDown();
        assertThatThrownBy(reader::whole).cause().hasMessageContaining("Incomplete");
        assertThat(b.state("s")).isEqualTo(StreamState.FAILED);
    }

    @Test
    void aProducerMayBeSilentAndItsTextLongAsItsOwnTermsAllow() throws Exception {
        StreamOptions options = StreamOptions.builder()
                .activeTtl(Duration.ofHours(1))
                .maxCharacters(4 << 20)
                .build();
        Words words = new Words().say("begin");
        a.create("s", options, words.source());
        Collecting reader = reading(b, "s");
        assertThat(reader.next()).isEqualTo("begin");
        for (int minutes = 0; minutes < 50; minutes += 10) {
            time.advance(Duration.ofMinutes(10));
            a.sweep();
            b.sweep();
        }
        assertThat(b.state("s")).isEqualTo(StreamState.ACTIVE);
        words.say("x".repeat(2 << 20)).end();
        assertThat(reader.whole()).hasSize(5 + (2 << 20));
    }

    @Test
    void aStreamThatIsCancelledWhileItBeginsStops() throws Exception {
        List<CancelOutcome> outcomes = new ArrayList<>();
        plane.afterIncrement = key -> outcomes.add(b.cancel("s"));
        Words words = new Words();
        ResumableStream stream = stream(a.create("s", words.source()));
        assertThat(outcomes).containsExactly(CancelOutcome.REQUESTED);
        assertThat(stream.text()).isEmpty();
        assertThat(stream.state()).isEqualTo(StreamState.DONE);
    }

    @Test
    void aStreamThatDidNotHearThatItIsCancelledFindsOut() throws Exception {
        Words words = new Words().say("x");
        ResumableStream stream = stream(a.create("s", words.source()));
        assertThat(reading(a, "s").next()).isEqualTo("x");
        plane.unsubscribe("p:rs:control:s");
        assertThat(b.cancel("s")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(stream.state()).isEqualTo(StreamState.ACTIVE);
        time.advance(Duration.ofSeconds(6));
        a.sweep();
        assertThat(stream.text()).isEqualTo("x");
        assertThat(words.awaitStopped()).isTrue();
    }
}
