package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jobcast.job.Job;
import org.jobcast.job.JobState;
import org.jobcast.test.DynamoProxy;
import org.jobcast.test.DynamoServer;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on DynamoDB, of which one is cut off. No clock of DynamoDB tells the other that; it has to find out by itself. */
class DynamoNodeDeathTest {
    private final String table = DynamoServer.newTable();
    private final DynamoProxy wire = new DynamoProxy(DynamoServer.shared().endpoint());
    private final HttpKit cutOff = start(wire.endpoint());
    private final HttpKit other = start(DynamoServer.shared().endpoint());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private HttpKit start(String endpoint) {
        List<String> store = DynamoServer.settings(endpoint, table);
        String[] settings =
                Stream.concat(store.stream(), Stream.of("node.lease=10s")).toArray(String[]::new);
        return new HttpKit(settings);
    }

    @AfterEach
    void stop() {
        wire.law((operation, number) -> DynamoProxy.Fate.PASS);
        cutOff.close();
        other.close();
        wire.close();
        threads.shutdownNow();
    }

    @Test
    void itsJobIsLostForAllAndWhatItStillWritesIsRefused() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Job job = cutOff.jobs().submit("import", ctx -> {
            for (int i = 1; i <= 100; i++) {
                ctx.emit("n", i);
            }
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ctx.emit("late", 1);
                stopped.countDown();
            }
            return "never";
        });
        running.await();
        String path = "/jobs/" + job.id();
        Awaitility.await()
                .until(() -> other.get(path + "/events?after=99").body().contains("\"last\":100"));
        Future<List<SseParser.Event>> follower =
                threads.submit(() -> StreamReader.all(other.stream(Asked.of("GET", path + "/stream"))));

        wire.law((operation, number) -> DynamoProxy.Fate.REFUSE);
        List<SseParser.Event> events = follower.get(120, TimeUnit.SECONDS);
        assertThat(events).hasSize(102);
        assertThat(events.get(101).data()).contains("\"state\":\"lost\"");
        assertThat(other.get(path).body()).contains("\"state\":\"lost\"");

        wire.law((operation, number) -> DynamoProxy.Fate.PASS);
        assertThat(stopped.await(120, TimeUnit.SECONDS)).isTrue();
        assertThat(job.completion()
                        .toCompletableFuture()
                        .get(120, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.LOST);
        List<SseParser.Event> told = StreamReader.all(cutOff.stream(Asked.of("GET", path + "/stream")));
        assertThat(told.stream().map(SseParser.Event::data).filter(data -> data.contains("late")))
                .isEmpty();
        assertThat(StreamReader.all(other.stream(Asked.of("GET", path + "/stream"))))
                .hasSize(102);
        Job next = cutOff.jobs().submit("import", ctx -> "fine");
        assertThat(next.completion()
                        .toCompletableFuture()
                        .get(120, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.SUCCEEDED);
    }
}
