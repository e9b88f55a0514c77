package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Segment;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisBusTest {
    private static final long PATIENCE_SECONDS = 30;

    private static RedisServer server;
    private static TestRedis admin;
    private static RedisStore here;
    private static RedisStore there;

    @BeforeAll
    static void open() {
        server = RedisServer.start();
        admin = new TestRedis(server.url());
        here = TestRedis.open(server.url(), "app");
        there = TestRedis.open(server.url(), "app");
    }

    @AfterAll
    static void close() {
        if (server != null) {
            here.close();
            there.close();
            admin.close();
            server.close();
        }
    }

    @Test
    void aRingIsHeardOnEveryNodeThatListensToTheTopic() throws Exception {
        Semaphore own = new Semaphore(0);
        Semaphore other = new Semaphore(0);
        Semaphore wrong = new Semaphore(0);
        try (Bus.Listening a = listen(here, Bus.ofNode("n"), own);
                Bus.Listening b = listen(there, Bus.ofNode("n"), other);
                Bus.Listening c = listen(there, Bus.ofNode("m"), wrong)) {
            here.bus().orElseThrow().ring(Bus.ofNode("n"));
            await(own);
            await(other);
            here.bus().orElseThrow().ring(Bus.ofNode("m"));
            await(wrong);
            assertThat(wrong.availablePermits()).isZero();
        }
    }

    @Test
    void theStoreRingsWhenALogGrowsEndsOrIsDeleted() throws Exception {
        Semaphore heard = new Semaphore(0);
        String name = "log \uD83D\uDE80 {x}";
        here.events().open(name, 1, 0);
        try (Bus.Listening a = listen(there, Bus.ofLog(name), heard)) {
            here.events().append(new Segment(name, 1, 1, 1, new byte[1], false));
            await(heard);
            here.events().append(new Segment(name, 1, 1, 1, new byte[1], false));
            here.events().append(new Segment(name, 1, 3, 3, new byte[1], false));
            here.events().append(new Segment(name, 1, 2, 1, new byte[0], true));
            await(heard);
            here.events().delete(name);
            await(heard);
            assertThat(heard.availablePermits())
                    .as("neither duplicates nor gaps ring")
                    .isZero();
        }
    }

    @Test
    void afterItsConnectionWasLostAListenerIsCalledAndHearsAgain() throws Exception {
        Semaphore heard = new Semaphore(0);
        try (Bus.Listening a = listen(here, Bus.ofNode("lost"), heard)) {
            for (int round = 0; round < 5; round++) {
                admin.commands().clientKill(KillArgs.Builder.typePubsub());
                await(heard);
                heard.drainPermits();
                there.bus().orElseThrow().ring(Bus.ofNode("lost"));
                await(heard);
            }
        }
    }

    @Test
    void whoHasStoppedListeningIsNotCalledAndAnotherListenerGoesOn() throws Exception {
        Semaphore first = new Semaphore(0);
        Semaphore second = new Semaphore(0);
        try (Bus.Listening a = listen(here, Bus.ofNode("two"), first)) {
            Bus.Listening b = listen(here, Bus.ofNode("two"), second);
            await(first); // The confirmation that the second one waited for.
            b.close();
            b.close();
            there.bus().orElseThrow().ring(Bus.ofNode("two"));
            await(first);
            assertThat(second.availablePermits()).isZero();
        }
    }

    @Test
    void aListenerThatFailsHarmsNobody() throws Exception {
        Semaphore heard = new Semaphore(0);
        Bus bus = here.bus().orElseThrow();
        try (Bus.Listening broken = bus.listen(Bus.ofNode("bad"), () -> {
                    throw new IllegalStateException("on purpose");
                });
                Bus.Listening fine = listen(here, Bus.ofNode("bad"), heard)) {
            bus.ring(Bus.ofNode("bad"));
            await(heard);
        }
    }

    /** Listens, and waits until rings do arrive. */
    private static Bus.Listening listen(RedisStore store, String topic, Semaphore heard) throws InterruptedException {
        Bus.Listening listening = store.bus().orElseThrow().listen(topic, heard::release);
        await(heard);
        return listening;
    }

    private static void await(Semaphore heard) throws InterruptedException {
        assertThat(heard.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("heard in time")
                .isTrue();
    }
}
