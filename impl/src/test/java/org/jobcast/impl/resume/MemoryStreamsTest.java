package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jobcast.resume.TextSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams in the memory of the one node there is. */
class MemoryStreamsTest extends ResumableStreamsContract {
    private static final ResumeSettings SMALL =
            new ResumeSettings(Duration.ofMinutes(1), Duration.ofMinutes(5), 1 << 20, 20, 3, 64 << 10);
    private final MemoryStore store = new MemoryStore(InstantSource.system());
    private final StreamNode node = StreamNode.alone(store, SMALL);

    @Override
    ResumableStreams here() {
        return node.streams;
    }

    @Override
    ResumableStreams there() {
        return node.streams;
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void anEndedStreamIsRemovedWhenItsTimeIsOver() {
        StreamOptions options = StreamOptions.builder().doneTtl(Duration.ZERO).build();
        stream(here().create("s", options, Words.of("x"))).text();
        Words running = new Words();
        here().create("running", options, running.source());
        node.jobs.reap();
        assertThat(here().state("s")).isEqualTo(StreamState.NONE);
        assertThat(here().resume("s")).isInstanceOf(ResumeResult.NotFound.class);
        assertThat(here().state("running")).isEqualTo(StreamState.ACTIVE);
        running.end();
        node.streams.sweep();
        assertThat(stream(here().create("s", Words.of("again"))).text()).isEqualTo("again");
    }

    @Test
    void memoryIsGivenBackWhenAStreamIsRemoved() {
        long before = node.logs.bytes();
        StreamOptions options = StreamOptions.builder().doneTtl(Duration.ZERO).build();
        stream(here().create("s", options, Words.of("x".repeat(100_000)))).text();
        assertThat(node.logs.bytes()).isGreaterThan(before + 100_000);
        node.jobs.reap();
        node.streams.sweep();
        assertThat(node.logs.bytes()).isEqualTo(before);
    }

    @Test
    void timesThatLastForEverAreNoReasonToStopLookingAfterStreams() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        StreamOptions options =
                StreamOptions.builder().activeTtl(forEver).doneTtl(forEver).build();
        Words words = new Words().say("x");
        ResumableStream stream = stream(here().create("s", options, words.source()));
        node.streams.sweep();
        words.end();
        assertThat(stream.text()).isEqualTo("x");
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void aProducerThatIsCancelledBeforeItBeginsDoesNotBegin() {
        AtomicBoolean begun = new AtomicBoolean();
        TextSource source = TextSource.of(sink -> begun.set(true));
        here().create("s", (sink, threads) -> {
            here().cancel("s");
            source.start(sink, Runnable::run);
        });
        assertThat(begun).isFalse();
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void bytesThatDoNotComeAreClosedWhenTheTextIsCancelled() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        InputStream deaf = new InputStream() {
            @Override
            public int read() {
                reading.countDown();
                boolean over = false;
                while (!over) {
                    try {
                        closed.await();
                        over = true;
                    } catch (InterruptedException e) {
                        // As a socket does.
                    }
                }
                return -1;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        here().create("s", TextSource.ofInputStream(() -> deaf, StandardCharsets.UTF_8));
        assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
        here().cancel("s");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothingComesBeforeTheSubscriptionHasBeenTaken() throws Exception {
        ResumableStream stream = stream(here().create("s", Words.of("x")));
        stream.text();
        CountDownLatch came = new CountDownLatch(1);
        CompletableFuture<Boolean> early = new CompletableFuture<>();
        stream.publisher().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(1);
                try {
                    early.complete(came.await(300, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    early.completeExceptionally(e);
                }
            }

            @Override
            public void onNext(String chunk) {
                came.countDown();
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onComplete() {}
        });
        assertThat(early.get()).isFalse();
        assertThat(came.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoFailsToTakeItsSubscriptionLeavesItsPlace() {
        ResumableStream stream = stream(here().create("s", new Words().source()));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> stream.publisher().subscribe(new Collecting(1) {
                        @Override
                        public void onSubscribe(Flow.Subscription given) {
                            throw new IllegalStateException("not now");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        stream.chunks().close();
    }

    @Test
    void aPlaceInTheTextIsFoundWithoutReadingAllOfIt() {
        EventLog log = node.logs.create("text", 1 << 20, Long.MAX_VALUE);
        JacksonJson json = new JacksonJson();
        List<Long> begins = new ArrayList<>();
        long at = 0;
        for (int i = 0; i < 1000; i++) {
            TextEvent event = new TextEvent(at, "x".repeat(1 + i % 7));
            begins.add(at);
            log.append(TextEvent.TYPE, event.toJson(json), true, null);
            at = event.end();
        }
        log.closeWith(StreamEnd.TYPE, StreamEnd.DONE.toJson(json));
        for (long skip = 0; skip < at + 3; skip++) {
            long limit = skip;
            long before = begins.stream().filter(begin -> begin <= limit).count() - 1;
            assertThat(TextIndex.after(log, json, 0, skip)).as("skip " + skip).isEqualTo(before);
        }
        assertThat(TextIndex.after(log, json, 990, 5))
                .as("a client that has seen more")
                .isEqualTo(990);
    }

    @Test
    void aSilentProducerFailsItsStream() {
        StreamOptions options =
                StreamOptions.builder().activeTtl(Duration.ofNanos(1)).build();
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", options, words.source()));
        node.streams.sweep();
        assertThat(here().state("s")).isEqualTo(StreamState.FAILED);
        assertThatThrownBy(stream::text).hasMessageContaining("Silent");
    }

    @Test
    void thereAreNoMoreStreamsAndReadersThanAllowed() {
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", words.source()));
        ResumableStream.Chunks first = stream.chunks();
        stream.chunks();
        stream.chunks();
        assertThatThrownBy(stream::chunks)
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("jobcast.resume.max-readers");
        assertThatThrownBy(Collecting.all(stream.publisher())::whole).hasCauseInstanceOf(StreamRefusedException.class);
        first.close();
        first.close();
        stream.chunks();
        assertThatThrownBy(stream::chunks).isInstanceOf(StreamRefusedException.class);
        for (int i = 0; i < 19; i++) {
            here().create("more" + i, Words.of());
        }
        assertThatThrownBy(() -> here().create("one-too-many", Words.of()))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("jobcast.resume.max-streams");
        words.end();
    }

    @Test
    void aStreamIsListedWithTheJobsAndCanBeCancelledAsOne() throws Exception {
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", words.source()));
        assertThat(node.jobs.list(JobQuery.all()).jobs()).singleElement().satisfies(job -> {
            assertThat(job.id()).isEqualTo("stream:s");
            assertThat(job.type()).isEqualTo("stream");
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
        });
        assertThat(node.jobs.view("stream:s").orElseThrow().streamUri()).hasToString("/app/jobcast/streams/s");
        assertThat(node.jobs.cancel("stream:s")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(stream.text()).isEmpty();
        assertThat(words.awaitStopped()).isTrue();
        assertThat(node.jobs.require("stream:s").snapshot().state()).isEqualTo(JobState.CANCELLED);
        assertThatThrownBy(() -> node.jobs.submit(
                        "t", org.jobcast.job.JobOptions.builder().id("stream:x").build(), ctx -> null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endedStreamsDoNotMakeRoomForJobs() throws Exception {
        stream(here().create("s", Words.of("x"))).text();
        for (int i = 0; i < 1200; i++) {
            node.jobs
                    .submit("t", ctx -> null)
                    .completion()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void noStreamBeginsOnceTheEngineIsClosedAndThoseThatRunFail() {
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", words.source()));
        node.streams.close();
        assertThat(stream.textSoFar()).isEmpty();
        assertThat(here().state("s")).isEqualTo(StreamState.FAILED);
        assertThatThrownBy(() -> here().create("t", Words.of())).isInstanceOf(StreamRefusedException.class);
    }
}
