package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jobcast.client.Program.Ended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client and the command line program with the real sample, over TCP and over its Unix domain socket. */
@Timeout(300)
class SampleServerIT {
    @TempDir
    static Path directory;

    private static Program sample;

    @BeforeAll
    static void start() throws Exception {
        sample = Program.sample(directory, 0);
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    static Stream<URI> bases() {
        return Stream.of(sample.tcp(), sample.unix());
    }

    private static List<JobEvent> all(JobcastClient client, String id) {
        List<JobEvent> events = new ArrayList<>();
        try (JobStream stream = client.stream(id)) {
            stream.forEach(events::add);
        }
        return events;
    }

    @ParameterizedTest
    @MethodSource("bases")
    void aJobIsFollowedToItsEndAndItsResultTaken(URI base) throws Exception {
        JobcastClient client = JobcastClient.of(base);
        String id = sample.startJob("steps=50&delayMs=10");
        List<JobEvent> events = all(client, id);
        assertThat(events).filteredOn(JobEvent.Log.class::isInstance).hasSize(50);
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        JobEvent.Done.class, done -> assertThat(done.state()).isEqualTo(JobState.SUCCEEDED));
        JobStatus status = client.status(id);
        assertThat(status.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(status.type()).isEqualTo("demo");
        assertThat(status.progress()).isNotNull();
        assertThat(status.progress().percent()).hasValue(100);
        assertThat(client.result(id).orElseThrow().get("steps_completed").asInt())
                .isEqualTo(50);
        assertThat(client.popResult(id)).isPresent();
        assertThatThrownBy(() -> client.popResult(id)).isInstanceOf(JobNotFoundException.class);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void aRunningJobIsCancelledAndAnUnknownOneIsNotThere(URI base) throws Exception {
        JobcastClient client = JobcastClient.of(base);
        String id = sample.startJob("steps=1000000&delayMs=50");
        assertThat(client.result(id)).isEmpty();
        assertThat(client.result(id, Duration.ofMillis(200))).isEmpty();
        try (JobStream stream = client.stream(id)) {
            assertThat(stream.next()).isPresent();
            assertThat(client.status(id).state()).isEqualTo(JobState.RUNNING);
            assertThat(client.cancel(id, "enough")).isEqualTo(CancelOutcome.REQUESTED);
            JobEvent last = null;
            for (JobEvent event : stream) {
                last = event;
            }
            assertThat(((JobEvent.Done) last).state()).isEqualTo(JobState.CANCELLED);
        }
        assertThat(client.cancel(id)).isEqualTo(CancelOutcome.ALREADY_TERMINAL);
        assertThat(client.status(id).cancelReason()).isEqualTo("enough");
        assertThatThrownBy(() -> client.result(id)).isInstanceOf(NoResultException.class);
        assertThatThrownBy(() -> client.status("unknown")).isInstanceOf(JobNotFoundException.class);
        assertThatThrownBy(() -> client.stream("unknown").next()).isInstanceOf(JobNotFoundException.class);
        assertThat(client.list(JobFilter.all().in(JobState.CANCELLED)).jobs())
                .as("the sample lists its jobs to its own machine")
                .extracting(JobStatus::id)
                .contains(id);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void aStreamThatWasLeftIsGoneOnWithAndEventsCanBePolled(URI base) throws Exception {
        JobcastClient client = JobcastClient.of(base);
        String id = sample.startJob("steps=20&delayMs=5");
        List<String> ids = new ArrayList<>();
        String last;
        try (JobStream stream = client.stream(id)) {
            for (int i = 0; i < 7; i++) {
                ids.add(stream.next().orElseThrow().id());
            }
            last = ids.get(6);
        }
        try (JobStream stream = client.stream(id, StreamOptions.after(last))) {
            stream.forEach(event -> ids.add(event.id()));
            last = stream.lastEventId();
        }
        assertThat(ids.stream().map(text -> Long.valueOf(text.substring(text.indexOf('-') + 1))))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, ids.size()).boxed().toList());
        assertThat(client.stream(id, StreamOptions.after(last)).next()).isEmpty();

        int polled = 0;
        EventPage page = client.events(id, 0, Duration.ofSeconds(5));
        while (!page.done()) {
            polled += page.events().size();
            page = client.events(id, page.last(), Duration.ofSeconds(5));
        }
        assertThat(polled + page.events().size()).isEqualTo(ids.size());
    }

    @ParameterizedTest
    @MethodSource("bases")
    void anEndedJobIsRetriedByTheClientAndByTheProgram(URI base) throws Exception {
        JobcastClient client = JobcastClient.of(base);
        String id = sample.startJob("steps=3&delayMs=5&fail=true");
        assertThatThrownBy(() -> client.result(id, Duration.ofSeconds(60))).isInstanceOf(NoResultException.class);
        assertThat(client.status(id).repeatable()).isTrue();

        JobStatus again = client.retry(id);

        assertThat(again.id()).isNotEqualTo(id);
        assertThat(again.repeats()).isEqualTo(id);
        assertThat(Program.jobcast(base, "follow", again.id()).code()).isEqualTo(1);
        Ended retried = Program.jobcast(base, "retry", again.id());
        assertThat(retried.code()).isZero();
        assertThat(retried.out()).contains("\"repeats\":\"" + again.id() + "\"");

        String endless = sample.startJob("steps=1000000&delayMs=50");
        assertThatThrownBy(() -> client.retry(endless)).isInstanceOf(NotRepeatableException.class);
        client.cancel(endless);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void theProgramFollowsAndEndsAsTheJobDoes(URI base) throws Exception {
        String good = sample.startJob("steps=10&delayMs=5");
        Ended followed = Program.jobcast(base, "follow", good);
        assertThat(followed.code()).isZero();
        assertThat(followed.out().lines()).hasSize(21).allMatch(line -> line.startsWith("{\"event\":"));
        assertThat(Program.jobcast(base, "result", good, "--wait", "10s"))
                .isEqualTo(new Ended(0, "{\"steps_completed\":10}" + System.lineSeparator(), ""));

        String bad = sample.startJob("steps=1&delayMs=1&fail=true");
        assertThat(Program.jobcast(base, "follow", bad, "--plain"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(1))
                .satisfies(ended -> assertThat(ended.out()).contains("failed: IllegalStateException: failed as asked"));
        assertThat(Program.jobcast(base, "result", bad).code()).isEqualTo(1);

        String endless = sample.startJob("steps=1000000&delayMs=50");
        assertThat(Program.jobcast(base, "result", endless).code()).isEqualTo(6);
        assertThat(Program.jobcast(base, "cancel", endless).code()).isZero();
        assertThat(Program.jobcast(base, "follow", endless).code()).isEqualTo(4);
        assertThat(Program.jobcast(base, "follow", "unknown").code()).isEqualTo(3);
        assertThat(Program.jobcast(base, "fellow", "unknown").code()).isEqualTo(2);
    }

    @Test
    void aServerThatDiesIsWaitedForAndItsJobThenMissed(@TempDir Path elsewhere) throws Exception {
        int port;
        JobStream stream;
        List<StreamOptions.Reconnect> told = new ArrayList<>();
        try (Program first = Program.sample(elsewhere, 0)) {
            port = first.tcp().getPort();
            String id = first.startJob("steps=1000000&delayMs=20");
            stream = JobcastClient.of(first.tcp()).stream(
                    id, StreamOptions.fromStart().onReconnect(told::add));
            assertThat(stream.next()).isPresent();
            first.kill();
        }
        try (stream;
                Program second = Program.sample(elsewhere, port)) {
            assertThat(second.tcp().getPort()).isEqualTo(port);
            assertThatThrownBy(() -> stream.forEach(event -> {})).isInstanceOf(JobNotFoundException.class);
            assertThat(told).isNotEmpty();
        }
        assertThat(Program.jobcast(URI.create("http://127.0.0.1:" + port + "/jobcast"), "follow", "x")
                        .code())
                .isEqualTo(5);
    }
}
