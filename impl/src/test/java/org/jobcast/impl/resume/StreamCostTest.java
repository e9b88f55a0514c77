package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.TextSource;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.jobcast.test.SharedRedis;
import org.junit.jupiter.api.Test;

/** A long text of tiny chunks, with readers that come late and readers that go: each costs what it reads, and no more. */
class StreamCostTest {
    private static final int CHUNKS = 60_000;
    private static final int LATE = 10;
    private static final int CANCELLED = 50;
    private static final Duration LEASE = Duration.ofMinutes(5);

    @Test
    void aNodeAloneWorksInProportionToTheText() throws Exception {
        try (StreamNode node = StreamNode.alone(new MemoryStore(InstantSource.system()), StreamNode.SETTINGS)) {
            run(node, node);
        }
    }

    @Test
    void twoNodesOnOneRedisWorkInProportionToTheText() throws Exception {
        String prefix = RedisServer.newPrefix();
        try (Store here = SharedRedis.open(prefix);
                Store there = SharedRedis.open(prefix);
                StreamNode a = StreamNode.sharing(here, StreamNode.SETTINGS, LEASE);
                StreamNode b = StreamNode.sharing(there, StreamNode.SETTINGS, LEASE)) {
            run(a, b);
        }
    }

    @Test
    void twoNodesWorkInProportionToTheText() throws Exception {
        MemoryStore store = new MemoryStore(InstantSource.system());
        try (StreamNode a = StreamNode.sharing(store, StreamNode.SETTINGS, LEASE);
                StreamNode b = StreamNode.sharing(store, StreamNode.SETTINGS, LEASE)) {
            run(a, b);
        }
    }

    /** The text is produced in ten parts; behind each a reader joins. */
    private static void run(StreamNode producer, StreamNode reading) throws Exception {
        Words words = new Words();
        producer.streams.create("s", words.source());
        ResumableStream stream = stream(reading);
        List<Collecting> cancelled = new ArrayList<>();
        for (int i = 0; i < CANCELLED; i++) {
            cancelled.add(Collecting.all(stream.publisher()));
        }
        words.say("first");
        for (Collecting each : cancelled) {
            each.next();
            each.subscription.cancel();
        }
        List<Collecting> late = new ArrayList<>();
        for (int part = 0; part < LATE; part++) {
            for (int i = 0; i < CHUNKS / LATE; i++) {
                words.say("abcde");
            }
            late.add(Collecting.all(stream(reading).publisher()));
        }
        words.end();
        for (Collecting each : late) {
            assertThat(each.whole()).hasSize(5 * (CHUNKS + 1));
            assertThat(each.chunks).hasSize(CHUNKS + 1);
        }
        for (Collecting each : cancelled) {
            assertThat(each.chunks).containsExactly("first");
        }
        EventLog log = reading.streams.find("s").orElseThrow().log();
        assertThat(log.isFollowed()).as("nobody follows any more").isFalse();
    }

    private static ResumableStream stream(StreamNode node) {
        ResumeResult result = node.streams.resume("s");
        return result.stream().orElseThrow();
    }

    @Test
    void aReaderOfATextTwiceAsLongCostsAboutTwiceAsMuch() {
        try (StreamNode node = StreamNode.alone(new MemoryStore(InstantSource.system()), StreamNode.SETTINGS)) {
            long warm = bytesToRead(node, "warm", 20_000);
            long small = bytesToRead(node, "small", 20_000);
            long large = bytesToRead(node, "large", 160_000);
            assertThat(warm).isPositive();
            assertThat(large).as("allocated for eight times the text").isLessThan(small * 16);
        }
    }

    /** What reading allocates, which does not depend on how busy the machine is. */
    private static long bytesToRead(StreamNode node, String id, int chunks) {
        List<String> text = java.util.Collections.nCopies(chunks, "abcde");
        ResumableStream stream = node.streams.create(id, TextSource.ofIterator(text::iterator)).stream()
                .orElseThrow();
        stream.completion().toCompletableFuture().join();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(stream.textSoFar()).hasSize(5 * chunks);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
