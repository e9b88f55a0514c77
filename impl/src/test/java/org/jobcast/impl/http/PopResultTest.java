package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobEmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PopResultTest {
    private final HttpKit kit = new HttpKit();

    @AfterEach
    void stop() {
        kit.close();
    }

    private Asked pop(String id) {
        return Asked.of("DELETE", "/jobs/" + id + "/result");
    }

    @Test
    void aPoppedResultIsGoneOnceTheAnswerIsWritten() {
        LiveJob job = kit.ended(context -> 7);
        HttpAnswer.Body answer = kit.body(pop(job.id()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(kit.get("/jobs/" + job.id() + "/result").body())
                .as("still there")
                .isEqualTo("7");
        answer.onWritten().accept(true);

        assertThat(kit.get("/jobs/" + job.id() + "/result").status()).isEqualTo(404);
        assertThat(kit.ask(pop(job.id())).status()).isEqualTo(404);
        assertThat(job.snapshot().hasResult()).isFalse();
    }

    @Test
    void whileOneCallerIsAnsweredNoOtherGetsIt() {
        LiveJob job = kit.ended(context -> 7);
        HttpAnswer.Body first = kit.body(pop(job.id()));

        assertThat(kit.ask(pop(job.id())).status()).isEqualTo(404);
        first.onWritten().accept(false);

        HttpKit.Reply second = kit.ask(pop(job.id()));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("7");
    }

    @Test
    void onlyTheFirstWordAboutTheWritingCounts() {
        LiveJob job = kit.ended(context -> 7);
        HttpAnswer.Body answer = kit.body(pop(job.id()));

        answer.onWritten().accept(false);
        answer.onWritten().accept(true);

        assertThat(kit.get("/jobs/" + job.id() + "/result").status()).isEqualTo(200);
    }

    @Test
    void aNullResultIsPoppedLikeAnyOther() {
        LiveJob job = kit.ended(context -> null);

        assertThat(kit.ask(pop(job.id())).body()).isEqualTo("null");
        assertThat(kit.ask(pop(job.id())).status()).isEqualTo(404);
    }

    @Test
    void aFailedOrRunningJobHasNothingToPop() {
        LiveJob failed = kit.ended(context -> {
            throw new IllegalStateException("boom");
        });
        assertThat(kit.ask(pop(failed.id())).status()).isEqualTo(409);
        try (JobEmitter job = kit.jobs().open("test")) {
            assertThat(kit.ask(pop(job.job().id())).status()).isEqualTo(202);
        }
    }

    @Test
    void ofManyWhoWaitForTheResultExactlyOneGetsIt() {
        List<CompletableFuture<HttpAnswer>> waiting = new ArrayList<>();
        try (JobEmitter job = kit.jobs().open("test")) {
            for (int i = 0; i < 10; i++) {
                waiting.add(kit.router
                        .handle(Asked.of("DELETE", "/jobs/" + job.job().id() + "/result?wait=30"))
                        .toCompletableFuture());
            }
            job.result(7);
        }
        assertThat(waiting)
                .map(HttpKit::later)
                .filteredOn(reply -> reply.status() == 200)
                .hasSize(1);
    }

    @Test
    void ofManyAtOnceExactlyOneGetsIt() throws Exception {
        int callers = 8;
        var pool = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < 50; round++) {
                LiveJob job = kit.ended(context -> 7);
                CyclicBarrier start = new CyclicBarrier(callers);
                List<Future<Integer>> replies = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    replies.add(pool.submit(() -> {
                        start.await(30, TimeUnit.SECONDS);
                        return kit.ask(pop(job.id())).status();
                    }));
                }
                int won = 0;
                for (Future<Integer> reply : replies) {
                    int status = reply.get(30, TimeUnit.SECONDS);
                    assertThat(status).isIn(200, 404);
                    won += status == 200 ? 1 : 0;
                }
                assertThat(won).as("round " + round).isEqualTo(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
