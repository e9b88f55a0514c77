package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.spi.AppendOutcome.DUPLICATE;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DynamoDB is not there for a while; what it has acknowledged stays, and nothing happens twice. */
class DynamoOutageTest {
    private final DynamoServer server = DynamoServer.start();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        server.close();
        threads.shutdownNow();
    }

    private static Segment segment(long number) {
        return new Segment("a", 1, number, number, ("payload " + number).getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void afterItWasStoppedAndStartedAgainTheSameSegmentsAreSentAgain() {
        try (Store store = TestDynamo.open(server.endpoint(), "app", "timeout", "PT10S")) {
            store.events().open("a", 1, 7);
            assertThat(store.events().append(segment(1))).isEqualTo(STORED);
            server.stop();
            assertThatThrownBy(() -> store.events().append(List.of(segment(1), segment(2))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageNotContaining("payload");
            server.resume();
            Awaitility.await()
                    .atMost(3, TimeUnit.MINUTES)
                    .ignoreExceptions()
                    .until(() -> store.events().head("a").isPresent());
            assertThat(store.events().append(List.of(segment(1), segment(2)))).containsExactly(DUPLICATE, STORED);
            assertThat(store.events().head("a")).contains(new LogHead("a", 7, 1, 1, 2, false));
            assertThat(store.jobs().create(JobRecord.queued("a", "t", null, Instant.EPOCH)))
                    .isTrue();
        }
    }

    @Test
    void whatIsAcknowledgedBeforeAnOutageIsThereAfterIt() throws Exception {
        try (Store store = TestDynamo.open(server.endpoint(), "app", "timeout", "PT60S")) {
            store.events().open("a", 1, 7);
            AtomicBoolean stop = new AtomicBoolean();
            Future<Long> writer = threads.submit(() -> {
                long acknowledged = 0;
                while (!stop.get()) {
                    assertThat(store.events().append(segment(acknowledged + 1)).isKept())
                            .isTrue();
                    acknowledged++;
                }
                return acknowledged;
            });
            for (int round = 1; round <= 2; round++) {
                long atLeast = last(store) + 20;
                Awaitility.await().atMost(3, TimeUnit.MINUTES).until(() -> last(store) >= atLeast);
                server.stop();
                server.resume();
            }
            stop.set(true);
            long acknowledged = writer.get();
            assertThat(store.events()
                            .read("a", 0, Integer.MAX_VALUE)
                            .orElseThrow()
                            .segments())
                    .extracting(Segment::first)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, acknowledged).boxed().toList());
        }
    }

    private static long last(Store store) {
        return store.events().head("a").orElseThrow().last();
    }

    @Test
    void aPauseIsWaitedForAndALongOneIsAnExceptionAfterTheTimeout() throws Exception {
        try (Store patient = TestDynamo.open(server.endpoint(), "app", "timeout", "PT60S");
                Store hasty = TestDynamo.open(server.endpoint(), "app", "timeout", "PT10S")) {
            patient.events().open("a", 1, 7);
            server.pause();
            Future<Boolean> append = threads.submit(() -> patient.events().append(segment(1)) == STORED);
            assertThatThrownBy(() -> hasty.jobs().find("a")).isInstanceOf(StoreException.class);
            assertThat(append).isNotDone();
            server.goOn();
            assertThat(append.get()).isTrue();
            assertThat(patient.jobs().find("a")).isEmpty();
        }
    }
}
