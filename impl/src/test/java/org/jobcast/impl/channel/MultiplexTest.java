package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.sse.SseSyntax;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.Test;

class MultiplexTest {
    private static final Delivery DELIVERY = PumpKit.delivery(SlowClientPolicy.DISCONNECT);

    private final PumpKit kit = new PumpKit();
    private final FakeConnection connection = new FakeConnection();

    private static Source source(String kind, String id, EventLog log, String lastEventId) {
        return new Source(kind, id, log, LogPosition.find(log, lastEventId, StreamPosition.START));
    }

    private static void progress(EventLog job, int current) {
        job.append("progress", "{\"event\":\"progress\",\"current\":" + current + "}", true, "progress");
    }

    @Test
    void theDataSaysWhereAnEventComesFrom() {
        EventLog job = kit.log(10);
        EventLog channel = kit.log(10);
        kit.follow(
                List.of(source("job", "j-1", job, ""), source("channel", "prices", channel, "")), connection, DELIVERY);
        progress(job, 7);
        kit.run();
        channel.append("a\"b", "plain \"text\"\nline", false, "x");
        kit.run();
        channel.append("quote", "{\"eur\":1}", true, "x");
        kit.run();
        assertThat(connection.types()).containsExactly("progress", "a\"b", "quote");
        assertThat(connection.data().stream().map(TestJson::parse))
                .containsExactly(
                        TestJson.parse("{\"job\":\"j-1\",\"event\":\"progress\",\"current\":7}"),
                        TestJson.parse("{\"channel\":\"prices\",\"event\":\"a\\\"b\","
                                + "\"data\":\"plain \\\"text\\\"\\nline\"}"),
                        TestJson.parse("{\"channel\":\"prices\",\"event\":\"quote\",\"data\":{\"eur\":1}}"));
    }

    @Test
    void oneIdResumesEverySourceExactly() {
        Random random = new Random(42);
        List<EventLog> logs = List.of(kit.log(1000), kit.log(1000), kit.log(1000));
        List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String id = "";
        int sent = 0;
        for (int round = 0; round < 60; round++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                progress(logs.get(random.nextInt(3)), ++sent);
            }
            FakeConnection part = new FakeConnection(300).window(1 + random.nextInt(6));
            Subscriber subscriber = kit.follow(resume(logs, id), part, DELIVERY);
            for (SseParser.Event event : part.events()) {
                assertThat(event.type()).isEqualTo("progress");
                JsonNode data = TestJson.parse(event.data());
                seen.get(data.get("job").asInt()).add(data.get("current").asInt());
            }
            id = part.events().isEmpty() ? id : part.lastEventId();
            subscriber.gone();
            kit.run();
        }
        FakeConnection rest = new FakeConnection();
        kit.follow(resume(logs, id), rest, DELIVERY);
        for (SseParser.Event event : rest.events()) {
            JsonNode data = TestJson.parse(event.data());
            seen.get(data.get("job").asInt()).add(data.get("current").asInt());
        }
        List<Integer> all = new ArrayList<>();
        for (List<Integer> each : seen) {
            assertThat(each).isSorted();
            all.addAll(each);
        }
        Collections.sort(all);
        assertThat(all).hasSize(sent).doesNotHaveDuplicates();
        assertThat(sent).isGreaterThan(400);
    }

    private static List<Source> resume(List<EventLog> logs, String id) {
        String[] ids = id.isEmpty() ? new String[] {"", "", ""} : id.split(",");
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            sources.add(source("job", "" + i, logs.get(i), ids[i]));
        }
        return sources;
    }

    @Test
    void tellsTheGapsOfAllSourcesBeforeAnyEvent() {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            EventLog log = kit.log(3);
            for (int n = 0; n < 6; n++) {
                progress(log, n);
            }
            sources.add(source("job", "" + i, log, i % 2 == 0 ? log.epoch() + "-1" : log.epoch() + "-4"));
        }
        FakeConnection small = new FakeConnection(150);
        kit.follow(sources, small, DELIVERY);
        assertThat(small.types().subList(0, 4)).containsOnly("gap");
        assertThat(small.types().subList(4, 24 - 4)).containsOnly("progress");
        assertThat(small.events()).hasSize(4 + 4 * 3 + 4 * 2);
        assertThat(small.data().subList(0, 4).stream()
                        .map(data -> TestJson.parse(data).get("job").asText()))
                .containsExactly("0", "2", "4", "6");
        assertThat(small.events().get(3).id()).as("a gap moves no position").isEmpty();
    }

    @Test
    void endsWhenAllSourcesHaveEnded() {
        EventLog first = kit.log(10);
        EventLog second = kit.log(10);
        kit.follow(List.of(source("job", "1", first, ""), source("job", "2", second, "")), connection, DELIVERY);
        first.closeWith("done", "{\"event\":\"done\"}");
        kit.run();
        assertThat(connection.completed).hasValue(0);
        progress(second, 1);
        second.closeWith("done", "{\"event\":\"done\"}");
        kit.run();
        assertThat(connection.types()).containsExactly("done", "progress", "done");
        assertThat(connection.completed).hasValue(1);
        assertThat(connection.ended).hasValue(1);
        assertThat(first.subscriberCount()).isZero();
    }

    @Test
    void keepsToTheLimitOfAWrite() {
        FakeConnection small = new FakeConnection(1000);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            EventLog log = kit.log(1000);
            for (int n = 0; n < 200; n++) {
                progress(log, n);
            }
            sources.add(source("job", "" + i, log, ""));
        }
        kit.follow(sources, small, DELIVERY);
        assertThat(small.events()).hasSize(1000);
        assertThat(small.sizes()).allMatch(size -> size <= 1000);
    }

    @Test
    void carriesAsManySourcesAsAllowedHoweverFarTheyAre() {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < Pump.MAX_SOURCES; i++) {
            EventLog log = kit.log(10);
            progress(log, i);
            LogPosition far = new LogPosition(0, null);
            sources.add(new Source("job", "" + i, log, far));
        }
        kit.follow(sources, connection, DELIVERY);
        assertThat(connection.events()).hasSize(Pump.MAX_SOURCES);
        assertThat(connection.lastEventId().split(",")).hasSize(Pump.MAX_SOURCES);
        assertThat("1760000000000-9223372036854775807,".length() * Pump.MAX_SOURCES)
                .isLessThanOrEqualTo(SseSyntax.MAX_ID_LENGTH + 1);
    }

    @Test
    void theSameSourceTwiceHarmsNobody() {
        EventLog log = kit.log(10);
        FakeConnection other = new FakeConnection();
        kit.follow(log, other);
        Subscriber twice = kit.follow(
                List.of(source("job", "1", log, ""), source("job", "1", log, "")),
                connection.onWrite(write -> {
                    if (write > 0) {
                        throw new IOException("reset");
                    }
                }),
                DELIVERY);
        assertThat(log.subscriberCount()).isEqualTo(2);
        progress(log, 1);
        kit.run();
        assertThat(other.events()).hasSize(1);
        twice.gone();
        kit.run();
        assertThat(log.subscriberCount()).isEqualTo(1);
        assertThat(connection.ended).hasValue(1);
    }

    @Test
    void refusesNoneAndTooManySources() {
        try (Pump pump = new Pump(1, Duration.ZERO, System::nanoTime, new TestJson())) {
            Source one = source("job", "1", kit.log(1), "");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pump.subscribe(List.of(), DELIVERY, connection, () -> {}));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pump.subscribe(
                            Collections.nCopies(Pump.MAX_SOURCES + 1, one), DELIVERY, connection, () -> {}));
            assertThat(pump.connections()).isZero();
        }
    }
}
