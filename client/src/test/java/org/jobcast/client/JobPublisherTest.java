package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jobcast.client.ScriptedServer.streamHead;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class JobPublisherTest {
    private static final String LOG = "event: log\ndata: {\"message\":\"hi\"}\n\n";
    private static final String DONE = "event: done\ndata: {\"state\":\"failed\"}\n\n";

    private final ScriptedServer server = ScriptedServer.tcp();
    private final TestTiming time = new TestTiming();

    @AfterEach
    void close() {
        server.close();
    }

    private static final class Recorder implements Flow.Subscriber<JobEvent> {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(JobEvent event) {
            heard.add(event.type());
            if (event.type().equals("boom")) {
                throw new IllegalStateException("boom");
            }
        }

        @Override
        public void onError(Throwable thrown) {
            heard.add(thrown.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            heard.add("complete");
        }

        String next() throws InterruptedException {
            return heard.poll(30, TimeUnit.SECONDS);
        }

        void request(long n) throws Exception {
            subscription.get(30, TimeUnit.SECONDS).request(n);
        }
    }

    private Recorder subscribe() {
        Recorder recorder = new Recorder();
        time.client(server).publisher("j").subscribe(recorder);
        return recorder;
    }

    @Test
    void aSubscriberGetsAsManyEventsAsItAsksForAndThenTheEnd() throws Exception {
        server.thenSend(streamHead() + LOG + LOG + DONE);
        Recorder recorder = subscribe();
        recorder.request(1);
        assertThat(recorder.next()).isEqualTo("log");
        recorder.request(1);
        assertThat(recorder.next()).isEqualTo("log");
        assertThat(recorder.heard).isEmpty();
        recorder.request(Long.MAX_VALUE);
        recorder.request(Long.MAX_VALUE);
        assertThat(recorder.next()).isEqualTo("done");
        assertThat(recorder.next()).isEqualTo("complete");
    }

    @Test
    void nothingIsSentBeforeAnythingIsAskedForAndCancellingFreesTheConnection() throws Exception {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        Recorder recorder = subscribe();
        assertThat(server.unseenRequests()).isZero();
        server.then(peer -> {
            peer.send(streamHead() + LOG);
            peer.awaitClose();
            freed.complete(null);
        });
        recorder.request(5);
        assertThat(recorder.next()).isEqualTo("log");
        recorder.subscription.join().cancel();
        freed.get(30, TimeUnit.SECONDS);
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void failuresComeAsErrors() throws Exception {
        server.thenAnswer(404, "text/plain", "");
        Recorder recorder = subscribe();
        recorder.request(1);
        assertThat(recorder.next()).isEqualTo("JobNotFoundException");
    }

    @Test
    void askingForNothingIsAnError() throws Exception {
        Recorder recorder = subscribe();
        recorder.request(0);
        assertThat(recorder.next()).isEqualTo("IllegalArgumentException");
    }

    @Test
    void aSubscriberThatThrowsIsToldAndItsConnectionFreed() throws Exception {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        server.then(peer -> {
            peer.send(streamHead() + "event: boom\ndata: 1\n\n");
            peer.awaitClose();
            freed.complete(null);
        });
        Recorder recorder = subscribe();
        recorder.request(1);
        assertThat(recorder.next()).isEqualTo("boom");
        assertThat(recorder.next()).isEqualTo("IllegalStateException");
        freed.get(30, TimeUnit.SECONDS);
    }
}
