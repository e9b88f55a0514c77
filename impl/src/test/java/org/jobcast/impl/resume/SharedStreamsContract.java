package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.job.JobQuery;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamState;
import org.jobcast.resume.TextSink;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Streams on two nodes that share a store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedStreamsContract extends ResumableStreamsContract {
    private static final StreamOptions REPLACE =
            StreamOptions.builder().replace().build();

    /** No node dies by accident, however busy the machine is; the one that dies here leaves. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private Supplier<Store> opener;
    private final List<Store> stores = new ArrayList<>();
    private final List<StreamNode> nodes = new ArrayList<>();
    private StreamNode a;
    private StreamNode b;

    /** A store that holds nothing, for all tests: what opens it for one node. */
    abstract Supplier<Store> newStore();

    @BeforeAll
    void open() {
        opener = newStore();
    }

    @BeforeEach
    void start() {
        a = node();
        b = node();
    }

    private StreamNode node() {
        if (stores.size() == nodes.size()) {
            stores.add(opener.get());
        }
        StreamNode node = StreamNode.sharing(stores.get(nodes.size()), StreamNode.SETTINGS, LEASE);
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
        nodes.clear();
        Store store = stores.get(0);
        for (JobRecord job : store.jobs().list(JobQuery.all()).records()) {
            new StreamRecord(job).logNames().forEach(store.events()::delete);
            store.jobs().delete(job.id());
        }
    }

    @AfterAll
    void closeStores() {
        stores.forEach(Store::close);
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
    void chunksThatComeTogetherAreStoredTogether() throws Exception {
        String[] chunks = IntStream.range(0, 200).mapToObj(i -> i + ";").toArray(String[]::new);
        stream(here().create("s", Words.of(chunks))).text();
        Collecting reader = Collecting.all(stream(there().resume("s")).publisher());
        reader.whole();
        assertThat(reader.chunks).containsExactly(chunks);
        Store own = stores.get(0);
        String log = new StreamRecord(own.jobs().find("stream:s").orElseThrow()).logName();
        List<Segment> stored = own.events().read(log, 0, 1 << 20).orElseThrow().segments();
        assertThat(stored.get(stored.size() - 1).last()).isEqualTo(201);
        assertThat(stored).hasSizeLessThan(200);
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
        StreamOptions options = StreamOptions.builder().doneTtl(Duration.ZERO).build();
        stream(here().create("s", options, Words.of("x"))).text();
        Awaitility.await().untilAsserted(() -> {
            b.jobs.reap();
            assertThat(there().state("s")).isEqualTo(StreamState.NONE);
        });
        assertThat(here().resume("s")).isInstanceOf(ResumeResult.NotFound.class);
    }
}
