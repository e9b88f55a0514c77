package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.TextSource;
import org.jobcast.spi.Backplane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Six nodes on one backplane that all want the same at once: its counter decides. */
class BackplaneRaceTest {
    private static final int NODES = 6;
    private static final int ROUNDS = 100;
    private static final int REPLACING_ROUNDS = 30;
    private static final StreamOptions REPLACE =
            StreamOptions.builder().replace().build();

    private final Supplier<Backplane> backplane = newBackplane();
    private final List<StreamEngine> nodes =
            Stream.generate(this::node).limit(NODES).toList();
    private final ExecutorService threads = Executors.newFixedThreadPool(NODES);

    /** A backplane that holds nothing: what opens it for one node. Called before the fields of a subclass are there. */
    Supplier<Backplane> newBackplane() {
        MemoryBackplane.Hub hub = new MemoryBackplane.Hub(InstantSource.system());
        return () -> new MemoryBackplane(hub);
    }

    private StreamEngine node() {
        return BackplaneNodes.on(backplane.get(), "race");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        nodes.forEach(StreamEngine::close);
    }

    /** The text lives with its producer, so it ends when all six have found it, as a text does that takes its time. */
    @Test
    void oneOfSixProducesAndSixReadTheSame() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "round-" + round;
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger created = new AtomicInteger();
            CountDownLatch found = new CountDownLatch(NODES);
            CyclicBarrier barrier = new CyclicBarrier(NODES);
            List<Future<String>> reading = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                StreamEngine node = nodes.get(i);
                TextSource source = source(runs, "n" + i + "-", found);
                reading.add(threads.submit(() -> {
                    barrier.await();
                    ResumeResult result = node.createOrResume(id, source);
                    created.addAndGet(result instanceof ResumeResult.Created ? 1 : 0);
                    Collecting reader =
                            Collecting.all(result.stream().orElseThrow().publisher());
                    reader.next();
                    found.countDown();
                    return reader.whole();
                }));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> each : reading) {
                texts.add(each.get(60, TimeUnit.SECONDS));
            }
            assertThat(runs).as(id).hasValue(1);
            assertThat(created).as(id).hasValue(1);
            assertThat(texts.get(0)).as(id).endsWith("-19;");
            assertThat(texts).as(id).containsOnly(texts.get(0));
        }
    }

    /** Whatever a reader gets is a part of one text, and one of them is left. */
    @Test
    void sixThatReplaceEachOtherNeverMixTheirTexts() throws Exception {
        for (int round = 0; round < REPLACING_ROUNDS; round++) {
            String id = "replaced-" + round;
            CyclicBarrier barrier = new CyclicBarrier(NODES);
            CountDownLatch end = new CountDownLatch(1);
            List<Collecting> early = new CopyOnWriteArrayList<>();
            List<Future<Collecting>> creating = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                StreamEngine node = nodes.get(i);
                StreamEngine other = nodes.get((i + 1) % NODES);
                TextSource source = source(new AtomicInteger(), "n" + i + "-", end);
                creating.add(threads.submit(() -> {
                    barrier.await();
                    ResumeResult created = node.create(id, REPLACE, source);
                    other.resume(id).stream().ifPresent(found -> early.add(Collecting.all(found.publisher())));
                    return Collecting.all(created.stream().orElseThrow().publisher());
                }));
            }
            List<Collecting> own = new ArrayList<>();
            for (Future<Collecting> each : creating) {
                own.add(each.get(60, TimeUnit.SECONDS));
            }
            Awaitility.await().until(() -> goOn(own).size() == 1);
            List<Collecting> late = new ArrayList<>();
            for (StreamEngine node : nodes) {
                late.add(Collecting.all(node.resume(id).stream().orElseThrow().publisher()));
            }
            end.countDown();
            String whole = goOn(own).get(0).whole();
            for (Collecting reader : late) {
                assertThat(reader.whole()).as(id).isEqualTo(whole);
            }
            assertThat(whole).as(id).startsWith(partOf(whole)).endsWith("-19;");
            early.forEach(reader -> assertThat(reader.text()).as(id).isEqualTo(partOf(reader.text())));
        }
    }

    private static List<Collecting> goOn(List<Collecting> readers) {
        return readers.stream()
                .filter(reader -> !reader.end.isCompletedExceptionally())
                .toList();
    }

    /** The beginning of the text of the node that the first word is from, as long as a text. */
    private static String partOf(String text) {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; expected.length() < text.length(); i++) {
            expected.append(text, 0, text.indexOf('-') + 1).append(i).append(';');
        }
        return expected.toString();
    }

    private static TextSource source(AtomicInteger runs, String name, CountDownLatch found) {
        return TextSource.of(sink -> {
            runs.incrementAndGet();
            for (int i = 0; i < 20; i++) {
                sink.write(name + i + ";");
                if (i == 10) {
                    found.await();
                }
            }
        });
    }
}
