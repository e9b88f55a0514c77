package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final JobBody FAILS = context -> {
        throw new IllegalStateException("no");
    };

    private final HttpKit kit = new HttpKit("access.list-roles=auditor", "access.cancel-roles=operator");

    @AfterEach
    void stop() {
        kit.close();
    }

    private LiveJob failed() {
        return kit.ended(JobOptions.builder().owner("ada").repeatable().build(), FAILS);
    }

    private Reply retry(LiveJob job, String caller, String... roles) {
        return kit.ask(Asked.of("POST", "/jobs/" + job.id() + "/retry").by(caller, roles));
    }

    private Reply look(LiveJob job, String caller) {
        return kit.ask(Asked.of("GET", "/jobs/" + job.id()).by(caller));
    }

    @Test
    void aFailedJobSaysThatItCanBeRetriedAndTheAnswerIsTheNewJob() {
        LiveJob failed = failed();
        assertThat(look(failed, "ada").body()).contains("\"retryable\":true");
        Reply reply = retry(failed, "ada");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body())
                .contains("\"type\":\"test\"", "\"owner\":\"ada\"")
                .doesNotContain(failed.id());
        assertThat(look(failed, "ada").body()).doesNotContain("retryable");
    }

    @Test
    void whoComesSecondIsTold() {
        LiveJob failed = failed();
        retry(failed, "ada");
        Reply second = retry(failed, "ada");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body()).contains("\"error\":\"not repeatable\"");
    }

    @Test
    void othersNeedTheRoleForCancelling() {
        LiveJob failed = failed();
        assertThat(retry(failed, "bob")).isEqualTo(kit.get("/elsewhere"));
        assertThat(retry(failed, "bob", "operator").status()).isEqualTo(202);
    }

    @Test
    void theListTellsTheButtonToThoseOnlyWhoMayPressIt() {
        failed();
        assertThat(kit.ask(Asked.of("GET", "/jobs").by("ada", "auditor")).body())
                .contains("\"retryable\":true");
        assertThat(kit.ask(Asked.of("GET", "/jobs").by("bob", "auditor")).body())
                .contains("\"state\":\"failed\"")
                .doesNotContain("retryable");
    }

    @Test
    void aPageOfAnotherOriginStartsNothing() {
        LiveJob failed = failed();
        Asked foreign = Asked.of("POST", "/jobs/" + failed.id() + "/retry", "Sec-Fetch-Site: cross-site");
        assertThat(kit.ask(foreign.by("ada")).status()).isEqualTo(403);
        assertThat(failed.isRepeatable()).isTrue();
    }

    @Test
    void aRefusedRetryAsksToComeBack() {
        LiveJob failed = failed();
        kit.jobs().refuseNew();
        Reply reply = retry(failed, "ada");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsKey("Retry-After");
    }
}
