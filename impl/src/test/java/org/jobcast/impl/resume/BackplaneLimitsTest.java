package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jobcast.impl.resume.ResumableStreamsContract.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamOptions;
import org.jobcast.test.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What streams over a backplane cost, and what they keep. */
class BackplaneLimitsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final ManualClock time = new ManualClock();
    private final EngineClock clock = new EngineClock(time, time::nanos);
    private final MemoryBackplane.Hub hub = new MemoryBackplane.Hub(time);
    private final MemoryBackplane raw = new MemoryBackplane(hub);
    private final HookedBackplane plane = new HookedBackplane(hub);
    private final Logs logs = BackplaneNodes.logs(64 << 20);
    private final List<StreamEngine> engines = new ArrayList<>();
    private final StreamEngine a = node(plane, logs, 3);
    private final StreamEngine b = node(new HookedBackplane(hub), BackplaneNodes.logs(64 << 20), 100);

    private StreamEngine node(HookedBackplane backplane, Logs held, int maxReaders) {
        ResumeSettings settings =
                new ResumeSettings(Duration.ofMinutes(1), Duration.ofMinutes(5), 1 << 20, 1000, maxReaders, 64 << 10);
        StreamEngine engine =
                BackplaneNodes.on(backplane, "p", settings, held, BackplaneNodes.parts(clock, Optional.empty()));
        engines.add(engine);
        return engine;
    }

    @AfterEach
    void stop() {
        engines.forEach(StreamEngine::close);
    }

    @Test
    void streamsThatWereReplacedLeaveNothing() {
        StreamOptions replace = StreamOptions.builder().replace().build();
        for (int round = 0; round < 1000; round++) {
            Words words = new Words().say("some text");
            words.end();
            assertThat(stream(a.create("s", replace, words.source())).text()).isEqualTo("some text");
        }
        long one = logs.bytes() / 1000;
        await().until(() -> {
            // Step by step, as the last ones may not be over yet.
            time.advance(Duration.ofMillis(500));
            a.sweep();
            return logs.bytes() <= one;
        });
        assertThat(stream(a.resume("s")).text()).isEqualTo("some text");
        await().until(() -> {
            time.advance(Duration.ofMinutes(1));
            a.sweep();
            return logs.bytes() == 0;
        });
        assertThat(a.resume("s")).isInstanceOf(ResumeResult.NotFound.class);
    }

    @Test
    void readersThatHaveGoneTakeNoPlaceThoughTheBackplaneDoesNotCount() throws Exception {
        plane.counts = false;
        Words words = new Words().say("x");
        a.create("s", words.source());
        for (int i = 0; i < 3; i++) {
            StreamEngine gone = node(new HookedBackplane(hub), BackplaneNodes.logs(1 << 20), 3);
            assertThat(gone.resume("s")).isInstanceOf(ResumeResult.Resumed.class);
            gone.close();
        }
        Collecting reader = Collecting.all(stream(b.resume("s")).publisher());
        words.say("y").end();
        assertThat(reader.whole()).isEqualTo("xy");
    }

    @Test
    void readersWhoseNodesWereKilledTakeNoPlaceForLong() throws Exception {
        plane.counts = false;
        Words words = new Words().say("x");
        a.create("s", StreamOptions.builder().activeTtl(DAY).build(), words.source());
        String run = raw.get("p:rs:run:s").orElseThrow();
        for (int i = 0; i < 3; i++) {
            raw.publish("p:rs:request:s", "{\"listenerId\":\"dead" + i + "\",\"run\":\"" + run + "\"}");
        }
        ResumeResult refused = b.resume("s");
        assertThat(refused).isInstanceOf(ResumeResult.Failed.class);
        assertThat(((ResumeResult.Failed) refused).error().type()).isEqualTo("Refused");
        time.advance(Duration.ofSeconds(61));
        a.sweep();
        Collecting reader = Collecting.all(stream(b.resume("s")).publisher());
        words.say("y").end();
        assertThat(reader.whole()).isEqualTo("xy");
    }

    @Test
    void aReaderThatIsThereKeepsItsPlace() throws Exception {
        plane.counts = false;
        Words words = new Words().say("x");
        a.create("s", StreamOptions.builder().activeTtl(DAY).build(), words.source());
        Collecting stays = Collecting.all(stream(b.resume("s")).publisher());
        assertThat(stays.next()).isEqualTo("x");
        CountDownLatch said = new CountDownLatch(3);
        raw.subscribe("p:rs:control:s", message -> {
            if (message.startsWith("HERE ")) {
                said.countDown();
            }
        });
        for (int i = 3; i > 0; i--) {
            time.advance(Duration.ofSeconds(21));
            long left = i;
            await().until(() -> {
                b.sweep();
                return said.getCount() < left;
            });
        }
        String run = raw.get("p:rs:run:s").orElseThrow();
        for (int i = 0; i < 3; i++) {
            raw.publish("p:rs:request:s", "{\"listenerId\":\"more" + i + "\",\"run\":\"" + run + "\"}");
        }
        words.say("y").end();
        assertThat(stays.whole()).isEqualTo("xy");
    }

    @Test
    void whoeverAsksForAStreamWhoseProducerIsGoneWaitsOnceInAWhile() throws Exception {
        raw.set("p:rs:sentinel:dead", "1", DAY);
        AtomicInteger requests = new AtomicInteger();
        plane.beforePublish = channel -> {
            if (channel.equals("p:rs:request:dead")) {
                requests.incrementAndGet();
            }
        };
        assertThat(a.resume("dead")).isInstanceOf(ResumeResult.Failed.class);
        int first = requests.get();
        assertThat(first).isPositive();
        for (int i = 0; i < 200; i++) {
            assertThat(a.resume("dead")).isInstanceOf(ResumeResult.Failed.class);
        }
        assertThat(requests).hasValue(first);
        Words words = new Words().say("alive");
        b.create("dead", StreamOptions.builder().replace().build(), words.source());
        assertThat(a.resume("dead")).isInstanceOf(ResumeResult.Resumed.class);
        words.end();
    }

    @Test
    void subscribersThatBlockDoNotHoldUpWhatIsPublished() throws Exception {
        Words local = new Words().say("local");
        a.create("local", local.source());
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(32);
        for (int i = 0; i < 32; i++) {
            blocked(stream(b.resume("local")), busy, end);
        }
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        try {
            Words words = new Words().say("x");
            b.create("s", words.source());
            Collecting reader = Collecting.all(stream(a.resume("s")).publisher());
            words.say("y").end();
            assertThat(reader.whole()).isEqualTo("xy");
        } finally {
            end.countDown();
            local.end();
        }
    }

    private static void blocked(ResumableStream stream, CountDownLatch busy, CountDownLatch end) {
        stream.publisher().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            public void onNext(String item) {
                busy.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onComplete() {}
        });
    }
}
