package org.jobcast.impl.resume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.job.CancelOutcome;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamConflictException;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamState;
import org.jobcast.resume.TextSink;
import org.jobcast.resume.TextSource;
import org.junit.jupiter.api.Test;

/** What resumable streams do wherever they live: one node produces, the other reads; both may be the same. */
abstract class ResumableStreamsContract {
    static final ResumeFrom START = ResumeFrom.start();

    abstract ResumableStreams here();

    abstract ResumableStreams there();

    static ResumableStream stream(ResumeResult result) {
        return result.stream().orElseThrow(() -> new AssertionError("no stream: " + result));
    }

    private static String text(ResumableStreams node, String id, ResumeFrom from) {
        return stream(node.resume(id, from)).text();
    }

    @Test
    void aStreamIsReadByItsCreatorAndByOthersWhileItIsProduced() throws Exception {
        Words words = new Words();
        ResumeResult created = here().createOrResume("s", words.source());
        assertThat(created).isInstanceOf(ResumeResult.Created.class);
        Collecting first = Collecting.all(stream(created).publisher());
        words.say("1\n");
        assertThat(first.next()).isEqualTo("1\n");
        ResumeResult resumed = there().createOrResume("s", Words.of("never"));
        assertThat(resumed).isInstanceOf(ResumeResult.Resumed.class);
        Collecting second = Collecting.all(stream(resumed).publisher());
        assertThat(second.next()).isEqualTo("1\n");
        words.say("2\n");
        assertThat(first.next()).isEqualTo("2\n");
        assertThat(second.next()).isEqualTo("2\n");
        words.end();
        assertThat(first.whole()).isEqualTo("1\n2\n");
        assertThat(second.whole()).isEqualTo("1\n2\n");
        assertThat(words.starts).hasValue(1);
    }

    @Test
    void theStateGoesFromNoneToActiveToDone() throws Exception {
        assertThat(there().state("s")).isEqualTo(StreamState.NONE);
        assertThat(there().has("s")).isFalse();
        assertThat(there().resume("s")).isEqualTo(new ResumeResult.NotFound("s"));
        Words words = new Words();
        ResumableStream stream = stream(here().create("s", words.source()));
        assertThat(here().state("s")).isEqualTo(StreamState.ACTIVE);
        assertThat(there().state("s")).isEqualTo(StreamState.ACTIVE);
        words.say("x").end();
        assertThat(stream.text()).isEqualTo("x");
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
        assertThat(there().state("s")).isEqualTo(StreamState.DONE);
        assertThat(there().has("s")).isTrue();
        assertThat(stream.completion().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(StreamState.DONE);
    }

    @Test
    void charactersAreSkippedInWhatThereIs() {
        Words words = new Words().say("1\n", "2\n");
        ResumableStream created = stream(here().create("s", words.source()));
        words.end();
        created.text();
        assertThat(text(here(), "s", ResumeFrom.skip(0))).isEqualTo("1\n2\n");
        assertThat(text(here(), "s", ResumeFrom.skip(1))).isEqualTo("\n2\n");
        assertThat(text(here(), "s", ResumeFrom.skip(2))).isEqualTo("2\n");
        assertThat(text(here(), "s", ResumeFrom.skip(4))).isEmpty();
        assertThat(text(here(), "s", ResumeFrom.skip(99))).isEmpty();
    }

    @Test
    void aReaderThatStopsChangesNothingForTheProducer() throws Exception {
        Words words = new Words();
        Collecting first =
                Collecting.all(stream(here().create("s", words.source())).publisher());
        words.say("1");
        first.next();
        first.subscription.cancel();
        words.say("2", "3", "4", "5", "6");
        Collecting second = Collecting.all(stream(there().resume("s")).publisher());
        words.end();
        assertThat(second.whole()).isEqualTo("123456");
        assertThat(first.chunks).containsExactly("1");
    }

    @Test
    void aProducerFinishesWithoutAnyReader() throws Exception {
        ResumableStream stream = stream(here().create("s", Words.of("a", "b")));
        assertThat(stream.completion().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(StreamState.DONE);
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
    }

    @Test
    void twoStreamsAreNotMixed() throws Exception {
        Words a = new Words();
        Words b = new Words();
        here().create("a", a.source());
        there().create("b", b.source());
        Collecting readsB = Collecting.all(stream(here().resume("b")).publisher());
        Collecting readsA = Collecting.all(stream(there().resume("a")).publisher());
        for (int i = 0; i < 100; i++) {
            a.say("a" + i + ";");
            b.say("b" + i + ";");
        }
        a.end();
        b.end();
        assertThat(readsA.whole()).doesNotContain("b").endsWith("a99;");
        assertThat(readsB.whole()).doesNotContain("a").endsWith("b99;");
    }

    @Test
    void aSecondCreatorIsRefusedAndItsSourceIsNotStarted() throws Exception {
        Words words = new Words();
        here().create("s", words.source());
        Words second = new Words();
        assertThatThrownBy(() -> there().create("s", second.source()))
                .isInstanceOf(StreamConflictException.class)
                .hasMessageContaining("nothing was created");
        assertThat(second.starts).hasValue(0);
        words.say("x").end();
        assertThat(text(here(), "s", START)).isEqualTo("x");
        assertThatThrownBy(() -> there().create("s", second.source())).isInstanceOf(StreamConflictException.class);
        assertThat(second.starts).hasValue(0);
    }

    @Test
    void aProducerThatThrowsFailsItsStreamAndReadersGetWhatThereWas() throws Exception {
        Words words = new Words();
        Collecting live =
                Collecting.all(stream(here().create("s", words.source())).publisher());
        words.say("half");
        assertThat(live.next()).isEqualTo("half");
        words.fail(new IllegalStateException("the model is tired"));
        assertThatThrownBy(live::whole)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("the model is tired");
        assertThat(here().state("s")).isEqualTo(StreamState.FAILED);
        ResumeResult again = here().resume("s");
        assertThat(again).isInstanceOf(ResumeResult.Failed.class);
        assertThat(((ResumeResult.Failed) again).error().message()).isEqualTo("the model is tired");
        assertThat(stream(again).textSoFar()).isEqualTo("half");
        assertThatThrownBy(stream(again)::text).isInstanceOf(StreamFailedException.class);
        assertThat(here().createOrResume("s", Words.of("never"))).isInstanceOf(ResumeResult.Failed.class);
    }

    @Test
    void aSourceThatCannotStartFailsItsStream() {
        ResumeResult created = here().create("s", TextSource.callback(sink -> {
            throw new IllegalStateException("no connection");
        }));
        assertThatThrownBy(stream(created)::text)
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("no connection");
        assertThat(here().state("s")).isEqualTo(StreamState.FAILED);
    }

    @Test
    void aDoneStreamIsReplayed() {
        stream(here().create("s", Words.of("a", "b", "c"))).text();
        ResumeResult again = here().createOrResume("s", Words.of("never"));
        assertThat(again).isInstanceOf(ResumeResult.AlreadyDone.class);
        assertThat(stream(again).text()).isEqualTo("abc");
    }

    @Test
    void everyKindOfSourceGivesItsText() throws Exception {
        String text = "Grüße 😀 ".repeat(3000);
        here().create("reader", TextSource.ofReader(() -> new StringReader(text)));
        here().create("bytes", TextSource.ofInputStream(() -> new ByteArrayInputStream(text.getBytes(UTF_8)), UTF_8));
        assertThat(text(here(), "reader", START)).isEqualTo(text);
        assertThat(text(here(), "bytes", START)).isEqualTo(text);
        try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>()) {
            here().create("publisher", TextSource.ofPublisher(() -> publisher));
            for (int i = 0; i < 1000; i++) {
                publisher.submit(i + ",");
            }
        }
        assertThat(text(here(), "publisher", START)).startsWith("0,1,2,").endsWith(",999,");
        AtomicReference<TextSink> kept = new AtomicReference<>();
        here().create("callback", TextSource.callback(kept::set));
        assertThat(kept.get().write("later")).isTrue();
        kept.get().close();
        kept.get().close();
        assertThat(kept.get().write("too late")).isFalse();
        assertThat(text(here(), "callback", START)).isEqualTo("later");
    }

    @Test
    void aTextCanBeWrittenSomewhere() throws Exception {
        ResumableStream stream = stream(here().create("s", Words.of("Grüße ", "😀", "!")));
        StringWriter writer = new StringWriter();
        stream.writeTo(writer);
        assertThat(writer).hasToString("Grüße 😀!");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.writeTo(out);
        assertThat(out.toString(UTF_8)).isEqualTo("Grüße 😀!");
    }

    @Test
    void hostileTextArrivesAsItIs() {
        List<String> chunks = List.of(
                "\r",
                "\n",
                "\r\n",
                "data: x\n\nevent: done\ndata: {}\n\n",
                "\0\uFEFF",
                "\"}",
                "😀",
                "\\u0000",
                "\u2028",
                "\n\n\nDONE_SENTINEL_hasdfasudfyge374%$%^$EDSATRTYFtydryrte\n.");
        ResumableStream created = stream(here().create("s", TextSource.ofIterator(chunks::iterator)));
        assertThat(created.text()).isEqualTo(String.join("", chunks));
        assertThat(text(here(), "s", START)).isEqualTo(String.join("", chunks));
    }

    @Test
    void anIdThatIsNotAllowedIsRefusedOrNotFound() {
        for (String id : List.of("", "a/b", "a b", "ä", "x".repeat(121), "../x", "*", "a\n")) {
            assertThat(here().state(id)).isEqualTo(StreamState.NONE);
            assertThat(here().resume(id)).isInstanceOf(ResumeResult.NotFound.class);
            assertThat(here().cancel(id)).isEqualTo(CancelOutcome.UNKNOWN);
            assertThatThrownBy(() -> here().create(id, Words.of("x"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCancelledStreamEndsWhereItIs() throws Exception {
        Words words = new Words();
        Collecting reader =
                Collecting.all(stream(here().create("s", words.source())).publisher());
        words.say("so far");
        reader.next();
        CountDownLatch told = new CountDownLatch(1);
        words.sink().onCancel(told::countDown);
        assertThat(there().cancel("s")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(reader.whole()).isEqualTo("so far");
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(words.awaitStopped()).isTrue();
        assertThat(here().state("s")).isEqualTo(StreamState.DONE);
        assertThat(here().cancel("s")).isEqualTo(CancelOutcome.ALREADY_TERMINAL);
        assertThat(here().cancel("unknown")).isEqualTo(CancelOutcome.UNKNOWN);
    }

    @Test
    void aPublisherThatComesAfterTheCancellationIsCancelled() {
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicReference<java.util.concurrent.Flow.Subscriber<? super String>> late = new AtomicReference<>();
        here().create("s", TextSource.ofPublisher(() -> late::set));
        assertThat(here().cancel("s")).isEqualTo(CancelOutcome.REQUESTED);
        late.get().onSubscribe(new java.util.concurrent.Flow.Subscription() {
            @Override
            public void request(long n) {
                throw new AssertionError("nothing is wanted");
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
        assertThat(cancelled.getCount()).isZero();
        late.get().onNext("ignored");
        assertThat(text(here(), "s", START)).isEmpty();
    }

    @Test
    void aTextThatIsTooLongFails() {
        StreamOptions options = StreamOptions.builder().maxCharacters(10).build();
        ResumableStream stream = stream(here().create("s", options, Words.of("12345", "67890", "1")));
        assertThatThrownBy(stream::text)
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("TooLong");
        assertThat(stream.textSoFar()).isEqualTo("1234567890");
    }
}
