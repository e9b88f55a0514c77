package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signals over HTTP. */
class SignalHttpTest {
    private final HttpKit kit = new HttpKit("access.cancel-roles=operator", "http.max-body=1KiB");

    @AfterEach
    void stop() {
        kit.close();
    }

    private Job waiting(JobOptions options) {
        return kit.jobs()
                .submit(
                        "t",
                        options,
                        ctx -> ctx.awaitSignal("go", Duration.ofHours(1))
                                .map(JobValue::json)
                                .orElse("none"));
    }

    private static Asked signal(String id) {
        return Asked.of("POST", "/jobs/" + id + "/signals/go");
    }

    private static String result(Job job) throws Exception {
        job.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return job.result().orElseThrow().as(String.class);
    }

    @Test
    void aSignalReachesTheJobWithItsPayload() throws Exception {
        Job job = waiting(JobOptions.defaults());
        Reply reply = kit.ask(signal(job.id()).with("{\"by\": \"ann \uD83D\uDE80\", \"n\": 12345678901234567890}"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"name\":\"go\",\"outcome\":\"SENT\",\"signalled\":\"" + job.id() + "\"}");
        assertThat(result(job)).isEqualTo("{\"by\": \"ann \uD83D\uDE80\", \"n\": 12345678901234567890}");
        assertThat(kit.ask(signal(job.id())).body()).contains("\"outcome\":\"ALREADY_TERMINAL\"");
    }

    @Test
    void noBodyIsThePayloadNull() throws Exception {
        Job job = waiting(JobOptions.defaults());
        assertThat(kit.ask(signal(job.id())).status()).isEqualTo(200);
        assertThat(result(job)).isEqualTo("null");
    }

    @Test
    void whatIsNoJsonOrTooLargeIsRefusedAndTheJobGoesOnWaiting() throws Exception {
        Job job = waiting(JobOptions.defaults());
        for (String body : List.of("{", "x", "1 2", "\u0000", "[".repeat(1001) + "]")) {
            assertThat(kit.ask(signal(job.id()).with(body)).status()).as(body).isEqualTo(400);
        }
        assertThat(kit.ask(signal(job.id()).with(new byte[] {'"', (byte) 0xC3, '"'}))
                        .status())
                .isEqualTo(400);
        assertThat(kit.ask(signal(job.id()).with("\"" + "x".repeat(1023) + "\""))
                        .status())
                .isEqualTo(413);
        for (String name : List.of("a b", "ä", "x".repeat(129), "a\r\nb")) {
            Asked odd = new Asked(
                    "POST",
                    List.of("jobs", job.id(), "signals", name),
                    null,
                    java.util.Map.of(),
                    Asked.NOBODY,
                    new byte[0]);
            assertThat(kit.ask(odd).status()).isEqualTo(400);
        }
        String largest = "\"" + "x".repeat(1022) + "\"";
        assertThat(kit.ask(signal(job.id()).with(largest)).status()).isEqualTo(200);
        assertThat(result(job)).isEqualTo(largest);
    }

    @Test
    void onlyWhoMayCancelMaySignalAndNobodyElseLearnsOfTheJob() {
        Job job = waiting(JobOptions.builder().owner("ada").build());
        Reply refused = kit.ask(signal(job.id()).by("eve").with("1"));
        assertThat(refused).isEqualTo(kit.ask(signal("unknown").by("eve").with("1")));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(kit.ask(signal(job.id()).by("eve", "operator")).status()).isEqualTo(200);
        assertThat(kit.ask(signal(job.id()).by("ada")).status()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherOriginMayNotSignal() {
        Job job = waiting(JobOptions.defaults());
        String uri = "/jobs/" + job.id() + "/signals/go";
        assertThat(kit.ask(Asked.of("POST", uri, "Sec-Fetch-Site: cross-site")).status())
                .isEqualTo(403);
        assertThat(kit.ask(Asked.of("POST", uri, "Origin: https://evil.example", "Host: app.example"))
                        .status())
                .isEqualTo(403);
        assertThat(kit.get(uri).status()).isEqualTo(405);
        assertThat(kit.ask(Asked.of("POST", uri + "/more")).status()).isEqualTo(404);
        assertThat(kit.ask(Asked.of("POST", uri, "Sec-Fetch-Site: same-origin")).status())
                .isEqualTo(200);
    }

    @Test
    void aPayloadThatNoJobTakesIsTooLargeHoweverLargeABodyMayBe() {
        try (HttpKit large = new HttpKit("http.max-body=4MiB")) {
            Job job = large.jobs().submit("t", ctx -> ctx.awaitSignal("go", Duration.ofHours(1)));
            String most = "\"" + "x".repeat((1 << 20) - 2) + "\"";
            assertThat(large.ask(signal(job.id()).with(most + " ")).status()).isEqualTo(413);
            assertThat(large.ask(signal(job.id()).with(most)).status()).isEqualTo(200);
        }
    }
}
