package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of two nodes over a backplane, and a third that speaks the protocol of the npm package by hand. */
class BackplaneStreamsTest extends ResumableStreamsContract {
    private static final String OVER = "\n\n\nDONE_SENTINEL_hasdfasudfyge374%$%^$EDSATRTYFtydryrte\n";
    private static final Duration DAY = Duration.ofDays(1);

    private final MemoryBackplane.Hub hub = new MemoryBackplane.Hub(InstantSource.system());
    private final MemoryBackplane node = new MemoryBackplane(hub);
    private final StreamEngine a = engine();
    private final StreamEngine b = engine();

    private StreamEngine engine() {
        return BackplaneNodes.on(new MemoryBackplane(hub), "p");
    }

    @Override
    ResumableStreams here() {
        return a;
    }

    @Override
    ResumableStreams there() {
        return b;
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    private BlockingQueue<String> listen(String channel) {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        node.subscribe(channel, messages::add);
        return messages;
    }

    private static String next(BlockingQueue<String> messages) throws InterruptedException {
        return messages.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void aNodeApplicationReadsAStreamOfThisLibrary() throws Exception {
        Words words = new Words().say("one ", "two ");
        ResumableStream stream = stream(here().create("s", words.source()));
        assertThat(stream.chunks().next()).isEqualTo("one ");
        assertThat(node.increment("p:rs:sentinel:s", DAY)).hasValue(2);
        BlockingQueue<String> chunks = listen("p:rs:chunk:abc");
        words.say("three ");
        Collecting local = Collecting.all(stream.publisher());
        for (int i = 0; i < 3; i++) {
            local.next();
        }
        node.publish("p:rs:request:s", "{\"listenerId\":\"abc\",\"skipCharacters\":4}");
        assertThat(next(chunks)).isEqualTo("two three ");
        words.say("four");
        assertThat(next(chunks)).isEqualTo("four");
        words.end();
        assertThat(next(chunks)).isEqualTo(OVER);
        assertThat(node.get("p:rs:sentinel:s")).hasValue("DONE");
        assertThat(node.increment("p:rs:sentinel:s", DAY)).isEmpty();
    }

    @Test
    void thisLibraryReadsAStreamOfANodeApplication() throws Exception {
        node.increment("p:rs:sentinel:n", DAY);
        node.subscribe("p:rs:request:n", message -> {
            String listener = message.replaceAll(".*\"listenerId\":\"([^\"]+)\".*", "$1");
            assertThat(message).contains("\"skipCharacters\":0");
            node.publish("p:rs:chunk:" + listener, "back\uD83D");
            node.publish("p:rs:chunk:" + listener, "\uDE00log");
            node.set("p:rs:sentinel:n", "DONE", DAY);
            node.publish("p:rs:chunk:" + listener, OVER);
        });
        assertThat(here().state("n")).isEqualTo(StreamState.ACTIVE);
        ResumeResult result = here().createOrResume("n", Words.of("never"));
        assertThat(stream(result).text()).isEqualTo("back😀log");
        assertThat(here().state("n")).isEqualTo(StreamState.DONE);
    }

    @Test
    void nonsenseOnTheChannelsHarmsNobody() throws Exception {
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", words.source()));
        for (String message :
                List.of("", "null", "[]", "{", "{\"listenerId\":1}", "{\"listenerId\":\"x\",\"skipCharacters\":-5}")) {
            node.publish("p:rs:request:s", message);
        }
        words.say("fine").end();
        assertThat(stream.text()).isEqualTo("fine");
    }

    @Test
    void aTextThatLooksLikeTheEndIsNotTheEnd() throws Exception {
        Words words = new Words();
        here().create("s", words.source());
        Collecting reader = Collecting.all(stream(there().resume("s")).publisher());
        words.say("a", OVER, "b").end();
        assertThat(reader.whole()).isEqualTo("a" + OVER + "b");
    }

    @Test
    void aProducerThatIsGoneIsNoticedAndTheIdCanBeTakenAgain() throws Exception {
        node.set("p:rs:sentinel:dead", "1", DAY);
        ResumeResult result = here().createOrResume("dead", Words.of("never"));
        assertThat(result).isInstanceOf(ResumeResult.Failed.class);
        assertThat(((ResumeResult.Failed) result).error().type()).isEqualTo("Lost");
        StreamOptions replace = StreamOptions.builder().replace().build();
        assertThat(stream(here().create("dead", replace, Words.of("alive"))).text())
                .isEqualTo("alive");
    }

    @Test
    void aReaderLearnsOfTheEndThoughTheMessageWasLost() throws Exception {
        node.increment("p:rs:sentinel:n", DAY);
        node.subscribe("p:rs:request:n", message -> {
            String listener = message.replaceAll(".*\"listenerId\":\"([^\"]+)\".*", "$1");
            node.publish("p:rs:chunk:" + listener, "text");
        });
        Collecting reader = Collecting.all(stream(here().resume("n")).publisher());
        assertThat(reader.next()).isEqualTo("text");
        node.set("p:rs:sentinel:n", "DONE", DAY);
        org.awaitility.Awaitility.await().until(() -> {
            a.sweep();
            return reader.end.isDone();
        });
        assertThat(reader.text()).isEqualTo("text");
        assertThatThrownBy(reader::whole)
                .as("nobody knows whether that was all")
                .cause()
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("Torn");
    }

    @Test
    void aReaderLearnsOfAFailureOnTheOtherNode() throws Exception {
        Words words = new Words();
        here().create("s", words.source());
        Collecting reader = Collecting.all(stream(there().resume("s")).publisher());
        words.say("half");
        reader.next();
        words.fail(new IllegalStateException("tired"));
        assertThatThrownBy(reader::whole)
                .cause()
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("tired");
        assertThat(there().state("s")).isEqualTo(StreamState.FAILED);
    }

    @Test
    void aDoneTextOfAnotherNodeIsNotTakenForAnEmptyOne() throws Exception {
        stream(here().create("s", Words.of("x"))).text();
        ResumeResult late = there().resume("s");
        assertThat(late).isInstanceOf(ResumeResult.AlreadyDone.class);
        assertThatThrownBy(stream(late)::text)
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("NotKept");
        assertThat(there().state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void theOneThatReplacesStopsTheOther() throws Exception {
        Words old = new Words();
        Collecting reader =
                Collecting.all(stream(here().create("s", old.source())).publisher());
        old.say("A");
        reader.next();
        StreamOptions replace = StreamOptions.builder().replace().build();
        ResumableStream next = stream(there().create("s", replace, Words.of("B0", "B1")));
        assertThat(next.text()).isEqualTo("B0B1");
        assertThatThrownBy(reader::whole).cause().hasMessageContaining("Replaced");
        assertThat(old.awaitStopped()).isTrue();
    }

    @Test
    void nothingIsPublishedForReadersThatHaveGone() throws Exception {
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", words.source()));
        BlockingQueue<String> chunks = listen("p:rs:chunk:gone");
        node.publish("p:rs:request:s", "{\"listenerId\":\"gone\"}");
        assertThat(next(chunks)).isEmpty();
        node.unsubscribe("p:rs:chunk:gone");
        Collecting local = Collecting.all(stream.publisher());
        BlockingQueue<String> stays = listen("p:rs:chunk:stays");
        node.publish("p:rs:request:s", "{\"listenerId\":\"stays\"}");
        assertThat(next(stays)).isEmpty();
        words.say("1");
        assertThat(next(stays)).isEqualTo("1");
        node.subscribe("p:rs:chunk:gone", chunks::add);
        words.say("2").end();
        assertThat(next(stays)).isEqualTo("2");
        assertThat(next(stays)).isEqualTo(OVER);
        assertThat(local.whole()).isEqualTo("12");
        assertThat(chunks).isEmpty();
    }
}
