package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.TextSource;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Six nodes on one store that all want the same at once. */
class StreamRaceTest {
    private static final int NODES = 6;
    private static final int ROUNDS = 100;
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final List<Store> stores = openStores(NODES);
    private final List<StreamNode> nodes = stores.stream()
            .map(store -> StreamNode.sharing(store, StreamNode.SETTINGS, LEASE))
            .toList();
    private final ExecutorService threads = Executors.newFixedThreadPool(NODES);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        nodes.forEach(StreamNode::close);
        stores.forEach(Store::close);
    }

    /** A way to the shared store for each node. */
    List<Store> openStores(int count) {
        return Collections.nCopies(count, new MemoryStore(InstantSource.system()));
    }

    private interface OnNode<T> {
        T on(int number, ResumableStreams streams) throws Exception;
    }

    private <T> List<T> together(OnNode<T> action) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(NODES);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            int number = i;
            Callable<T> call = () -> {
                barrier.await();
                return action.on(number, nodes.get(number).streams);
            };
            running.add(threads.submit(call));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> each : running) {
            answers.add(each.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    private static TextSource counting(AtomicInteger runs, String name, int chunks) {
        return TextSource.of(sink -> {
            runs.incrementAndGet();
            for (int i = 0; i < chunks; i++) {
                if (!sink.write(name + i + ";")) {
                    return;
                }
            }
        });
    }

    @Test
    void oneOfSixProducesAndSixReadTheSame() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "round-" + round;
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger created = new AtomicInteger();
            List<String> texts = together((number, streams) -> {
                ResumeResult result = streams.createOrResume(id, counting(runs, "n" + number + "-", 20));
                created.addAndGet(result instanceof ResumeResult.Created ? 1 : 0);
                return result.stream().orElseThrow().text();
            });
            assertThat(runs).as(id).hasValue(1);
            assertThat(created).as(id).hasValue(1);
            assertThat(texts.get(0)).as(id).endsWith("-19;");
            assertThat(texts).as(id).containsOnly(texts.get(0));
        }
    }

    @Test
    void sixThatReplaceEachOtherNeverMixTheirTexts() throws Exception {
        StreamOptions replace = StreamOptions.builder().replace().build();
        for (int round = 0; round < 30; round++) {
            String id = "replaced-" + round;
            AtomicInteger runs = new AtomicInteger();
            List<String> texts = together((number, streams) -> {
                ResumeResult result = streams.create(id, replace, counting(runs, number + ":", 50));
                StringBuilder read = new StringBuilder();
                try (var chunks = result.stream().orElseThrow().chunks()) {
                    while (chunks.hasNext()) {
                        read.append(chunks.next());
                    }
                } catch (StreamFailedException e) {
                    assertThat(e.error().type()).isEqualTo("Replaced");
                }
                return read.toString();
            });
            for (int i = 0; i < NODES; i++) {
                String whole = whole(i);
                assertThat(whole).as(id).startsWith(texts.get(i));
            }
            ResumeResult last = nodes.get(0).streams.resume(id);
            assertThat(last.stream().orElseThrow().generation()).isEqualTo(NODES);
            assertThat(last.stream().orElseThrow().text()).isIn(texts);
            assertThat(runs).hasValue(NODES);
        }
    }

    @Test
    void whatIsCreatedWhileItsPredecessorIsRemovedStays() throws Exception {
        StreamOptions brief =
                StreamOptions.builder().replace().doneTtl(Duration.ZERO).build();
        StreamOptions lasting = StreamOptions.builder().replace().build();
        for (int round = 0; round < 50; round++) {
            String id = "removed-" + round;
            AtomicInteger runs = new AtomicInteger();
            nodes.get(0).streams.create(id, brief, counting(runs, "0:", 1)).stream()
                    .orElseThrow()
                    .text();
            together((number, streams) -> number == 1
                    ? streams.create(id, lasting, counting(runs, "1:", 50)).stream()
                            .orElseThrow()
                            .text()
                    : reap(number, id));
            ResumeResult last = nodes.get(2).streams.resume(id);
            assertThat(last).as(id).isInstanceOf(ResumeResult.AlreadyDone.class);
            assertThat(last.stream().orElseThrow().text()).as(id).isEqualTo(whole(1));
        }
    }

    @Test
    void whoStillHoldsTheRecordOfARemovedStreamDoesNotRemoveTheNextOne() {
        StreamOptions brief = StreamOptions.builder().doneTtl(Duration.ZERO).build();
        nodes.get(0).streams.create("held", brief, counting(new AtomicInteger(), "0:", 1)).stream()
                .orElseThrow()
                .text();
        awaitReleased("held");
        boolean removed = nodes.get(2).guest.forget("stream:held", read -> {
            reap(3, "held");
            nodes
                    .get(1)
                    .streams
                    .create("held", StreamOptions.defaults(), counting(new AtomicInteger(), "1:", 50))
                    .stream()
                    .orElseThrow()
                    .text();
            awaitReleased("held");
            return true;
        });
        assertThat(removed).isFalse();
        assertThat(nodes.get(2).streams.resume("held").stream().orElseThrow().text())
                .isEqualTo(whole(1));
    }

    private void awaitReleased(String id) {
        Awaitility.await()
                .until(() -> stores.get(0)
                        .jobs()
                        .find("stream:" + id)
                        .filter(job ->
                                job.state().isTerminal() && job.assignment().node() == null)
                        .isPresent());
    }

    private String reap(int number, String id) {
        nodes.get(number).guest.forget("stream:" + id, job -> {
            Instant expires = job.expires();
            return expires != null && !expires.isAfter(Instant.now());
        });
        return "";
    }

    private static String whole(int number) {
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            whole.append(number).append(':').append(i).append(';');
        }
        return whole.toString();
    }
}
