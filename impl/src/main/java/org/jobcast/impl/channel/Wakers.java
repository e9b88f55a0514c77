package org.jobcast.impl.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who is told that a log has grown. Waking takes no lock. Thread-safe. */
final class Wakers {
    private static final Waker[] NOBODY = {};

    private volatile Waker[] wakers = NOBODY;

    synchronized void add(Waker waker) {
        Waker[] more = Arrays.copyOf(wakers, wakers.length + 1);
        more[wakers.length] = waker;
        wakers = more;
    }

    synchronized void remove(Waker waker) {
        List<Waker> rest = new ArrayList<>(List.of(wakers));
        rest.remove(waker);
        wakers = rest.toArray(NOBODY);
    }

    boolean isEmpty() {
        return wakers.length == 0;
    }

    void wake() {
        for (Waker waker : wakers) {
            waker.wake();
        }
    }
}
