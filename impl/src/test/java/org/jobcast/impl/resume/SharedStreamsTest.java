package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamState;
import org.jobcast.resume.TextSink;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams on two nodes that share a store. */
class SharedStreamsTest extends ResumableStreamsContract {
    private static final StreamOptions REPLACE =
            StreamOptions.builder().replace().build();

    private final Store store = new MemoryStore(InstantSource.system());
    private final List<StreamNode> nodes = new ArrayList<>();
    private final StreamNode a = node();
    private final StreamNode b = node();

    private StreamNode node() {
        StreamNode node = StreamNode.sharing(store, StreamNode.SETTINGS);
        nodes.add(node);
        return node;
    }

    @Override
    ResumableStreams here() {
        return a.streams;
    }

    @Override
    ResumableStreams there() {
        return b.streams;
    }

    @AfterEach
    void stop() {
        nodes.forEach(StreamNode::close);
    }

    @Test
    void aLongTextIsReadWholeOnTheOtherNodeFromAnyPlace() throws Exception {
        StringBuilder expected = new StringBuilder();
        List<String> chunks = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            chunks.add(i + "😀;");
            expected.append(i).append("😀;");
        }
        here().create("s", Words.of(chunks.toArray(String[]::new)));
        assertThat(stream(there().resume("s")).text()).isEqualTo(expected.toString());
        Collecting kept = Collecting.all(stream(there().resume("s")).publisher());
        kept.whole();
        assertThat(kept.chunks).isEqualTo(chunks);
        assertThat(stream(there().resume("s", ResumeFrom.skip(10_000))).text()).isEqualTo(expected.substring(10_000));
    }

    @Test
    void theTextOfADeadNodeIsReadAsFarAsItWentAndEveryReaderLearnsIt() throws Exception {
        StreamNode doomed = node();
        Words words = new Words();
        doomed.streams.create("s", words.source());
        words.say("backlog");
        Collecting reader = Collecting.all(stream(there().resume("s")).publisher());
        assertThat(reader.next()).isEqualTo("backlog");
        TextSink sink = words.sink();
        doomed.kill();
        doomed.jobs.leave();
        assertThatThrownBy(reader::whole)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("Lost");
        ResumeResult late = here().createOrResume("s", Words.of("never"));
        assertThat(late).isInstanceOf(ResumeResult.Failed.class);
        assertThat(stream(late).textSoFar()).isEqualTo("backlog");
        assertThat(here().state("s")).isEqualTo(StreamState.FAILED);
        sink.write("from the grave");
        assertThat(stream(there().resume("s")).textSoFar()).isEqualTo("backlog");
    }

    @Test
    void aReplacedStreamWritesNothingMoreAndItsReadersAreTold() throws Exception {
        Words old = new Words();
        Collecting oldReader =
                Collecting.all(stream(here().create("s", old.source())).publisher());
        old.say("A0;", "A1;");
        oldReader.next();
        oldReader.next();
        Words next = new Words();
        ResumeResult created = there().create("s", REPLACE, next.source());
        assertThat(stream(created).generation()).isEqualTo(2);
        next.say("B0;");
        old.say("A2;", "A3;");
        next.say("B1;").end();
        assertThat(stream(created).text()).isEqualTo("B0;B1;");
        assertThat(stream(here().resume("s")).text()).isEqualTo("B0;B1;");
        assertThatThrownBy(oldReader::whole).cause().hasMessageContaining("Replaced");
        assertThat(String.join("", oldReader.chunks)).isEqualTo("A0;A1;");
        assertThat(old.awaitStopped()).isTrue();
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void aFailedStreamCanBeReplacedByItsOwnNodeAgainAndAgain() throws Exception {
        for (int i = 1; i <= 4; i++) {
            Words words = new Words().say("try" + i);
            words.fail(new IllegalStateException("no"));
            ResumableStream stream = stream(here().create("s", REPLACE, words.source()));
            assertThat(stream.generation()).isEqualTo(i);
            assertThatThrownBy(stream::text).isInstanceOf(StreamFailedException.class);
            assertThat(stream(there().resume("s")).textSoFar()).isEqualTo("try" + i);
        }
    }

    @Test
    void anEndedStreamIsRemovedEverywhereWhenItsTimeIsOver() throws Exception {
        StreamOptions options =
                StreamOptions.builder().doneTtl(java.time.Duration.ZERO).build();
        stream(here().create("s", options, Words.of("x"))).text();
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            b.jobs.reap();
            assertThat(there().state("s")).isEqualTo(StreamState.NONE);
        });
        assertThat(here().resume("s")).isInstanceOf(ResumeResult.NotFound.class);
    }
}
