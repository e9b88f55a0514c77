package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobEmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamAnswerTest {
    private HttpKit kit = new HttpKit("limits.connections=2", "limits.multiplex=60");

    @AfterEach
    void stop() {
        kit.close();
    }

    private String running() {
        return kit.jobs().open("test").job().id();
    }

    private void restart(String... settings) {
        kit.close();
        kit = new HttpKit(settings);
    }

    @Test
    void aStreamIsNeitherCachedNorTransformedNorBuffered() {
        Reply reply = kit.get("/jobs/" + running() + "/stream");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "text/event-stream;charset=UTF-8")
                .containsEntry("Cache-Control", "no-cache, no-transform")
                .containsEntry("X-Accel-Buffering", "no")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .doesNotContainKey("Content-Length");
    }

    @Test
    void aChannelAddsItsOwnHeadersButCannotBreakTheStream() {
        kit.channels()
                .open(
                        "news",
                        ChannelOptions.builder()
                                .header("X-Team", "blue")
                                .header("content-type", "text/html")
                                .header("CACHE-CONTROL", "public")
                                .build());

        Reply reply = kit.get("/channels/news/stream");

        assertThat(reply.headers()).containsEntry("X-Team", "blue");
        assertThat(reply.headers().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("content-type")))
                .singleElement()
                .satisfies(header -> assertThat(header.getValue()).isEqualTo("text/event-stream;charset=UTF-8"));
        assertThat(reply.headers().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("cache-control")))
                .singleElement()
                .satisfies(header -> assertThat(header.getValue()).isEqualTo("no-cache, no-transform"));
    }

    @Test
    void aStreamEndsWithItsConnectionUnlessToldOtherwise() {
        assertThat(kit.get("/jobs/" + running() + "/stream").headers()).containsEntry("Connection", "close");
        assertThat(kit.get("/jobs/" + running() + "/stream", "X-Http2: yes").headers())
                .doesNotContainKey("Connection");

        restart("stream.connection-close=false");

        assertThat(kit.get("/jobs/" + running() + "/stream").headers()).doesNotContainKey("Connection");
    }

    @Test
    void whoHasSeenTheEndIsToldThatThereIsNoMore() {
        LiveJob job = kit.ended(context -> 1);
        String last = job.log().epoch() + "-" + job.log().last();

        for (String path : new String[] {"/jobs/" + job.id() + "/stream", "/stream?job=" + job.id()}) {
            Reply reply = kit.get(path, "Last-Event-ID: " + last);
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.body()).isEmpty();
            assertThat(reply.headers()).containsEntry("Cache-Control", "no-store");
            assertThat(kit.get(path).status()).isEqualTo(200);
        }
        assertThat(kit.get("/jobs/" + job.id() + "/stream?lastEventId=" + last).status())
                .isEqualTo(204);
        assertThat(kit.get("/jobs/" + job.id() + "/stream?from=live").status()).isEqualTo(204);
    }

    @Test
    void theHeaderCountsMoreThanTheParameter() {
        LiveJob job = kit.ended(context -> 1);
        String last = job.log().epoch() + "-" + job.log().last();
        String first = job.log().epoch() + "-0";

        assertThat(kit.get("/jobs/" + job.id() + "/stream?lastEventId=" + last, "Last-Event-ID: " + first)
                        .status())
                .isEqualTo(200);
        assertThat(kit.get("/jobs/" + job.id() + "/stream?lastEventId=" + last, "Last-Event-ID:")
                        .status())
                .as("an empty header is none")
                .isEqualTo(204);
    }

    @Test
    void aCursorOfOneJobOpensNoOther() {
        LiveJob one = kit.ended(context -> 1);
        LiveJob two = kit.ended(context -> 1);

        assertThat(kit.get(
                                "/jobs/" + two.id() + "/stream",
                                "Last-Event-ID: " + one.log().epoch() + "-1")
                        .status())
                .as("a gap is to be told")
                .isEqualTo(200);
    }

    @Test
    void oneConnectionTooManyIsToldWhenToComeBack() {
        String id = running();
        HttpAnswer.Stream first = kit.stream(Asked.of("GET", "/jobs/" + id + "/stream"));
        kit.stream(Asked.of("GET", "/stream?job=" + id));

        for (String uri : new String[] {"/stream", "/events?wait=10", "/result?wait=10"}) {
            Reply reply = kit.get("/jobs/" + id + uri);
            assertThat(reply.status()).as(uri).isEqualTo(503);
            assertThat(reply.headers())
                    .containsEntry("Retry-After", "5")
                    .containsEntry("Content-Type", "application/problem+json");
            assertThat(reply.body()).contains("jobcast.limits.connections");
        }
        assertThat(kit.get("/jobs/" + id + "/events").status()).as("no wait").isEqualTo(200);
        first.abandon().run();
        first.abandon().run();
        kit.stream(Asked.of("GET", "/jobs/" + id + "/stream"));
        assertThat(kit.get("/jobs/" + id + "/stream").status()).isEqualTo(503);
    }

    @Test
    void oneAddressTooOftenIsTooManyRequests() {
        restart("limits.connections-per-address=1");
        String id = running();
        kit.stream(Asked.of("GET", "/jobs/" + id + "/stream"));

        Reply reply = kit.get("/jobs/" + id + "/stream");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.headers()).containsEntry("Retry-After", "5");
        kit.stream(Asked.of("GET", "/jobs/" + id + "/stream").from("192.0.2.2"));
    }

    @Test
    void aLongPollGivesItsPlaceBack() {
        restart("limits.connections=1");
        JobEmitter job = kit.jobs().open("test");
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpAnswer> poll = kit.router
                    .handle(Asked.of("GET", "/jobs/" + job.job().id() + "/events?wait=30&after=" + i))
                    .toCompletableFuture();
            assertThat(poll).isNotDone();
            job.log("news");
            assertThat(HttpKit.later(poll).body()).contains("news");
        }
        assertThat(kit.get("/health", "Accept: application/json").body()).contains("\"connections\":0");
    }

    @Test
    void aConnectionHasOneToSixtySources() {
        String many = IntStream.rangeClosed(1, 61)
                .mapToObj(i -> {
                    kit.channels().open("c" + i);
                    return "channel=c" + i;
                })
                .collect(Collectors.joining("&"));

        assertThat(kit.get("/stream").status()).isEqualTo(400);
        assertThat(kit.get("/stream?" + many).status()).isEqualTo(400);
        assertThat(kit.get("/stream?" + many).body()).contains("1 to 60");
        assertThat(kit.get("/stream?" + many.replace("&channel=c61", "")).status())
                .isEqualTo(200);
        assertThat(kit.get("/stream?channel=c1" + "&channel=c1".repeat(150)).status())
                .as("the same one again is no other")
                .isEqualTo(200);
    }

    @Test
    void aRefusedCallerOpensNoChannel() {
        restart("channel.create-on-subscribe=true");
        kit.policy = access -> false;

        assertThat(kit.get("/channels/news/stream").status()).isEqualTo(404);
        assertThat(kit.channels().find("news")).isEmpty();
        kit.policy = access -> "news".equals(access.id());
        assertThat(kit.get("/channels/news/stream").status()).isEqualTo(200);
        assertThat(kit.channels().find("news")).isPresent();
    }

    @Test
    void aChannelTooManyIsRefusedForNow() {
        restart("channel.create-on-subscribe=true", "channel.max=1");

        assertThat(kit.get("/channels/a/stream").status()).isEqualTo(200);
        Reply reply = kit.get("/channels/b/stream");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsEntry("Retry-After", "5");
    }

    @Test
    void anUnknownPositionParameterIsABadRequest() {
        assertThat(kit.get("/jobs/" + running() + "/stream?from=middle").status())
                .isEqualTo(400);
    }
}
