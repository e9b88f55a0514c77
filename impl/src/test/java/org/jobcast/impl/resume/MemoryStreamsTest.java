package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
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
