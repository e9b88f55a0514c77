package org.jobcast.sample;

import java.util.concurrent.locks.LockSupport;
import org.jobcast.channel.Channel;
import org.jobcast.job.CancellationToken;
import org.jspecify.annotations.Nullable;

/** Publishes events that hold the time of their publication, {@code {"ns":…,"n":…,"pad":"…"}}, all of one size. */
record TimedEvents(Channel channel, String type, int n, int size, int perSecond) {
    private static final int LONGEST_HEAD = 64;
    private static final int CHECK_EVERY = 64;
    private static final String PAD_START = ",\"pad\":\"";

    /**
     * Publishes them, paced if {@link #perSecond} is positive.
     *
     * @param token says when to stop early, null for never
     * @return how many were published: fewer than n if the channel has ended
     */
    int publish(@Nullable CancellationToken token) {
        String pad = "x".repeat(size);
        String blanks = " ".repeat(LONGEST_HEAD);
        long begin = System.nanoTime();
        for (int i = 0; i < n; i++) {
            if (token != null && i % CHECK_EVERY == 0) {
                token.throwIfCancelled();
            }
            if (perSecond > 0) {
                await(begin + (long) (i * 1e9 / perSecond), token);
            }
            if (!channel.send(type, data(i, pad, blanks))) {
                return i;
            }
        }
        return n;
    }

    /** Concatenated, not encoded: what is measured is the library. Too short for a pad, blanks make up the size; never shorter than the numbers need. */
    private String data(int i, String pad, String blanks) {
        String head = "{\"ns\":" + System.nanoTime() + ",\"n\":" + i;
        int left = size - head.length() - PAD_START.length() - 2;
        if (left >= 0) {
            return head + PAD_START + pad.substring(0, left) + "\"}";
        }
        return head + blanks.substring(0, Math.max(0, size - head.length() - 1)) + "}";
    }

    private static void await(long due, @Nullable CancellationToken token) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (token != null) {
                token.throwIfCancelled();
            }
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
