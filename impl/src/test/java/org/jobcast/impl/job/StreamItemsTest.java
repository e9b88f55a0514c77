package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobError;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamItemsTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Sends what is asked for, on the thread that asks. */
    private static final class Counting implements Flow.Publisher<Integer> {
        final List<Long> requests = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch cancelled = new CountDownLatch(1);
        final int items;
        final boolean ends;
        Throwable error;

        Counting(int items, boolean ends) {
            this.items = items;
            this.ends = ends;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                private int sent;

                @Override
                public void request(long n) {
                    requests.add(n);
                    if (sent < items) {
                        subscriber.onNext(++sent);
                    } else if (error != null) {
                        subscriber.onError(error);
                    } else if (ends) {
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    cancelled.countDown();
                }
            });
        }
    }

    private Job run(JobBody body) {
        return rig.engine.submit("t", body);
    }

    private void assertFive(Job job) {
        assertThat(Rig.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.result().orElseThrow().json()).isEqualTo("5");
        assertThat(rig.types(job)).containsExactly("progress", "progress", "progress", "progress", "progress", "done");
        assertThat(rig.events(job).get(4)).isEqualTo("{\"event\":\"progress\",\"data\":5,\"t\":0.000}");
    }

    @Test
    void eachItemIsAnEventAndTheLastIsReturned() {
        assertFive(run(context -> context.stream(List.of(1, 2, 3, 4, 5).iterator())));
        AtomicBoolean closed = new AtomicBoolean();
        assertFive(run(
                context -> context.stream(IntStream.rangeClosed(1, 5).boxed().onClose(() -> closed.set(true)))));
        assertThat(closed).isTrue();
        Counting publisher = new Counting(5, true);
        assertFive(run(context -> context.stream(publisher)));
        assertThat(publisher.requests).containsOnly(1L).hasSize(6);
    }

    @Test
    void aPublisherOnOtherThreadsIsPulledToo() {
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
            Job job = run(context -> context.stream(publisher));
            while (!publisher.hasSubscribers()) {
                Thread.onSpinWait();
            }
            IntStream.rangeClosed(1, 5).forEach(publisher::submit);
            publisher.close();
            assertFive(job);
        }
    }

    @Test
    void anEmptySourceReturnsNull() {
        Job iterator = run(context -> context.stream(Collections.emptyIterator()));
        Job stream = run(context -> context.stream(Stream.empty()));
        Job publisher = run(context -> context.stream(new Counting(0, true)));
        for (Job job : List.of(iterator, stream, publisher)) {
            assertThat(Rig.end(job).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(job.result().orElseThrow().json()).isEqualTo("null");
            assertThat(rig.types(job)).containsExactly("done");
        }
    }

    @Test
    void theErrorOfThePublisherReachesTheBody() {
        Counting publisher = new Counting(2, true);
        publisher.error = new IllegalStateException("boom");
        Job job = run(context -> context.stream(publisher));
        JobSnapshot end = Rig.end(job);
        assertThat(end.error()).isNotNull();
        assertThat(end.error().type()).isEqualTo("CompletionException");
        assertThat(end.error().message()).contains("boom");
        assertThat(rig.types(job)).containsExactly("progress", "progress", "error", "done");
    }

    @Test
    void aCancelledJobCancelsTheSubscription() {
        Counting publisher = new Counting(1, false);
        Job job = run(context -> context.stream(publisher));
        while (publisher.requests.size() < 2) {
            Thread.onSpinWait();
        }
        job.cancel();
        Rig.await(publisher.cancelled);
        assertThat(Rig.end(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aCancelledJobStopsAnEndlessIterator() {
        CountDownLatch running = new CountDownLatch(1);
        Iterator<Integer> endless = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                running.countDown();
                return 1;
            }
        };
        Job job = run(context -> context.stream(endless));
        Rig.await(running);
        job.cancel();
        assertThat(Rig.end(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aPublisherThatIgnoresDemandIsStopped() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Flow.Publisher<Integer> flood = subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
            for (int i = 0; i < 1000; i++) {
                subscriber.onNext(i);
            }
        };
        Job job = run(context -> context.stream(flood));
        JobError error = Rig.end(job).error();
        assertThat(error).isNotNull();
        assertThat(error.message()).contains("more items than were asked for");
        assertThat(cancelled).isTrue();
    }
}
