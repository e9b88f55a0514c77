package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.channel.SubscriberConnection;

/** A client that keeps the bytes of an answer as they come. */
final class PlainReader implements SubscriberConnection {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch end = new CountDownLatch(1);

    private PlainReader() {}

    static PlainReader open(HttpAnswer.Stream stream) {
        PlainReader reader = new PlainReader();
        stream.opener().open(reader).writable();
        return reader;
    }

    static String all(HttpAnswer.Stream stream) throws InterruptedException {
        return open(stream).whole();
    }

    String whole() throws InterruptedException {
        assertThat(end.await(30, TimeUnit.SECONDS)).as("read in time").isTrue();
        return text();
    }

    /** Waits until so many bytes have come. */
    String awaitLength(int length) throws InterruptedException {
        synchronized (bytes) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (bytes.size() < length && System.nanoTime() < until) {
                bytes.wait(100);
            }
        }
        return text();
    }

    private String text() {
        synchronized (bytes) {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void write(byte[] written) {
        synchronized (bytes) {
            bytes.writeBytes(written);
            bytes.notifyAll();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void complete() {
        end.countDown();
    }

    @Override
    public int writeLimit() {
        return 8192;
    }

    @Override
    public boolean settles() {
        return false;
    }
}
