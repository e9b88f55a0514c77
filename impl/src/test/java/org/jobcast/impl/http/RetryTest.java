package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final JobOptions OF_ADA =
            JobOptions.builder().owner("ada").repeatable().build();

    private final HttpKit kit = new HttpKit(
            "access.list-roles=auditor",
            "access.read-roles=auditor",
            "access.cancel-roles=operator",
            "job.max-queued=1",
            "job.max-running=1");
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void stop() {
        kit.close();
    }

    private static Asked retry(String id, String... headers) {
        return Asked.of("POST", "/jobs/" + id + "/retry", headers);
    }

    private LiveJob endedOfAda() {
        return kit.ended(OF_ADA, context -> runs.incrementAndGet());
    }

    private LiveJob started(Reply reply) {
        Object id = new JacksonJson().read(reply.body(), Map.class).get("id");
        return kit.jobs().live(String.valueOf(id)).orElseThrow();
    }

    @Test
    void theAnswerIsTheNewJobAndWhereItsStreamIs() {
        LiveJob first = endedOfAda();

        Reply reply = kit.ask(retry(first.id()).by("ada"));

        assertThat(reply.status()).isEqualTo(202);
        LiveJob second = started(reply);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(reply.headers())
                .containsEntry("Location", "/app/jobcast/jobs/" + second.id() + "/stream")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(reply.body()).contains("\"repeatable\":true,\"repeats\":\"" + first.id() + '"');
        HttpKit.ended(second);
        assertThat(runs).hasValue(2);
    }

    @Test
    void pagesSeeWhatCanBeRetried() {
        LiveJob repeatable = endedOfAda();
        LiveJob plain = kit.ended(context -> 1);

        String shown =
                kit.ask(Asked.of("GET", "/jobs/" + repeatable.id()).by("ada")).body();
        assertThat(shown).contains("\"repeatable\":true").doesNotContain("repeats");
        assertThat(kit.get("/jobs/" + plain.id()).body()).contains("\"repeatable\":false");
        assertThat(kit.ask(Asked.of("GET", "/jobs?type=test").by("eve", "auditor"))
                        .body())
                .contains("\"repeatable\":true", "\"repeatable\":false");
    }

    @Test
    void aDoubleClickStartsOneJob() {
        CountDownLatch go = new CountDownLatch(1);
        LiveJob first = kit.ended(OF_ADA, context -> {
            if (runs.incrementAndGet() == 2) {
                go.await();
            }
            return 1;
        });

        LiveJob second = started(kit.ask(retry(first.id()).by("ada")));
        LiveJob again = started(kit.ask(retry(first.id()).by("ada")));

        assertThat(again).isSameAs(second);
        go.countDown();
        HttpKit.ended(second);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aJobThatRunsIsAConflict() {
        try (JobEmitter open = kit.jobs().open("test")) {
            Reply reply = kit.ask(retry(open.job().id()));
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
            assertThat(reply.body()).contains("\"error\":\"not ended\"");
            assertThat(open.job().state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void aJobThatIsNotRepeatableIsAConflict() {
        Reply reply = kit.ask(retry(kit.ended(context -> runs.incrementAndGet()).id()));

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.body()).contains("\"error\":\"not repeatable\"");
        assertThat(runs).hasValue(1);
    }

    @Test
    void whoMayCancelMayRetryAndARefusalLooksLikeAnUnknownJob() {
        LiveJob job = endedOfAda();
        Reply nothing = kit.ask(retry("unknown"));
        assertThat(nothing.status()).isEqualTo(404);

        assertThat(kit.ask(retry(job.id()))).isEqualTo(nothing);
        assertThat(kit.ask(retry(job.id()).by("bob"))).isEqualTo(nothing);
        assertThat(kit.ask(retry(job.id()).by("eve", "auditor"))).isEqualTo(nothing);
        assertThat(runs).hasValue(1);

        Reply reply = kit.ask(retry(job.id()).by("eve", "operator"));
        assertThat(reply.status()).isEqualTo(202);
        assertThat(started(reply).owner()).as("the work stays the owner's").isEqualTo("ada");
    }

    @Test
    void anAnonymousJobIsRetriedByWhoKnowsItsId() {
        LiveJob job =
                kit.ended(JobOptions.builder().anonymous().repeatable().build(), context -> runs.incrementAndGet());

        LiveJob second = started(kit.ask(retry(job.id()).by("bob")));

        assertThat(second.owner()).isNull();
    }

    @Test
    void aPageOfAnotherOriginCannotRetry() {
        LiveJob job = endedOfAda();
        for (String header : List.of("Sec-Fetch-Site: cross-site", "Origin: https://evil.example")) {
            Reply reply = kit.ask(retry(job.id(), header).by("ada"));
            assertThat(reply.status()).as(header).isEqualTo(403);
            assertThat(reply).isEqualTo(kit.ask(retry("unknown", header).by("ada")));
        }
        assertThat(kit.ask(Asked.of("GET", "/jobs/" + job.id() + "/retry").by("ada"))
                        .status())
                .isEqualTo(405);
        assertThat(kit.jobs().list(JobQuery.all()).total()).isEqualTo(1);
    }

    @Test
    void aFullQueueSaysWhenToComeBack() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        JobBody waits = context -> {
            begun.countDown();
            go.await();
            return null;
        };
        Job running = kit.jobs().submit("test", waits);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        Job job = kit.jobs().submit("test", OF_ADA, context -> runs.incrementAndGet());
        job.cancel();
        Job queued = kit.jobs().submit("test", waits);

        Reply reply = kit.ask(retry(job.id()).by("ada"));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsEntry("Retry-After", "5");
        assertThat(reply.body()).contains("\"error\":\"full\"");
        go.countDown();
        HttpKit.ended((LiveJob) running);
        HttpKit.ended((LiveJob) queued);
        assertThat(runs).hasValue(0);
    }
}
