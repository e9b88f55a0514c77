package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Bus} has to do. A subclass per store gives two of them that share what they keep. */
public abstract class BusContract {
    private static final long PATIENCE_SECONDS = 30;

    private Store here;
    private Store there;

    /**
     * The store of one node.
     *
     * @return a store with a bus
     */
    protected abstract Store here();

    /**
     * The store of another node.
     *
     * @return a store on the same data, with a bus
     */
    protected abstract Store there();

    /** Breaks the connections on which rings arrive, on both nodes. */
    protected abstract void disconnect();

    @BeforeEach
    void openStores() {
        here = here();
        there = there();
    }

    @Test
    void aRingIsHeardOnEveryNodeThatListensToTheTopic() throws Exception {
        Semaphore own = new Semaphore(0);
        Semaphore other = new Semaphore(0);
        Semaphore wrong = new Semaphore(0);
        try (Bus.Listening a = listen(here, Bus.ofNode("n"), own);
                Bus.Listening b = listen(there, Bus.ofNode("n"), other);
                Bus.Listening c = listen(there, Bus.ofNode("m"), wrong)) {
            settle(here);
            settle(there);
            own.drainPermits();
            other.drainPermits();
            wrong.drainPermits();
            bus(here).ring(Bus.ofNode("n"));
            await(own);
            await(other);
            settle(there);
            assertThat(wrong.availablePermits()).isZero();
            bus(here).ring(Bus.ofNode("m"));
            await(wrong);
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
            here.events().append(new Segment(name, 1, 2, 1, new byte[0], true));
            await(heard);
            here.events().delete(name);
            await(heard);
        }
    }

    @Test
    void afterItsConnectionWasLostAListenerIsCalledAndHearsAgain() throws Exception {
        Semaphore heard = new Semaphore(0);
        try (Bus.Listening a = listen(here, Bus.ofNode("lost"), heard)) {
            for (int round = 0; round < 5; round++) {
                disconnect();
                await(heard);
                heard.drainPermits();
                bus(there).ring(Bus.ofNode("lost"));
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
            b.close();
            b.close();
            settle(here);
            second.drainPermits();
            first.drainPermits();
            bus(there).ring(Bus.ofNode("two"));
            await(first);
            assertThat(second.availablePermits()).isZero();
        }
    }

    @Test
    void aListenerThatFailsHarmsNobody() throws Exception {
        Semaphore heard = new Semaphore(0);
        try (Bus.Listening broken = bus(here).listen(Bus.ofNode("bad"), () -> {
                    throw new IllegalStateException("on purpose");
                });
                Bus.Listening fine = listen(here, Bus.ofNode("bad"), heard)) {
            bus(here).ring(Bus.ofNode("bad"));
            await(heard);
        }
    }

    private static Bus bus(Store store) {
        return store.bus().orElseThrow();
    }

    /** Listens, and waits until rings do arrive. */
    private static Bus.Listening listen(Store store, String topic, Semaphore heard) throws InterruptedException {
        Bus.Listening listening = bus(store).listen(topic, heard::release);
        await(heard);
        return listening;
    }

    /**
     * Comes back when calls that were due are over: a listener is called once, or again, for reasons of the bus. Twice, as rings
     * that go out together are heard in any order.
     */
    private static void settle(Store store) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            listen(store, Bus.ofNode("settled"), new Semaphore(0)).close();
        }
    }

    private static void await(Semaphore heard) throws InterruptedException {
        assertThat(heard.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("heard in time")
                .isTrue();
    }
}
