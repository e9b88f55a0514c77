package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CleanupTest {
    private final HttpKit kit = new HttpKit("access.list-roles=auditor,admin", "access.cancel-roles=operator,admin");

    @AfterEach
    void stop() {
        kit.close();
    }

    private Reply cleanup(String query, String... roles) {
        return kit.ask(Asked.of("POST", "/jobs/cleanup" + query).by("ada", roles));
    }

    @Test
    void aDryRunCountsAndRemovesNothing() {
        LiveJob ended = kit.ended(context -> 1);

        Reply reply = cleanup("?olderThan=PT0S&dryRun=true", "admin");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"count\":1,\"dryRun\":true}");
        assertThat(kit.get("/jobs/" + ended.id()).status()).isEqualTo(200);
    }

    @Test
    void whatHasEndedIsRemovedAndWhatRunsStays() {
        LiveJob ended = kit.ended(context -> 1);
        try (JobEmitter running = kit.jobs().open("test")) {
            assertThat(cleanup("?olderThan=PT0S", "auditor", "operator").body())
                    .isEqualTo("{\"count\":1,\"dryRun\":false}");
            assertThat(kit.get("/jobs/" + ended.id()).status()).isEqualTo(404);
            assertThat(kit.get("/jobs/" + running.job().id()).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsYoungerStays() {
        LiveJob ended = kit.ended(context -> 1);

        assertThat(cleanup("?olderThan=PT1H&dryRun=false", "admin").body()).startsWith("{\"count\":0,");
        assertThat(kit.get("/jobs/" + ended.id()).status()).isEqualTo(200);
    }

    @Test
    void itTakesBothRolesAndARefusalLooksLikeAnythingThatIsNotThere() {
        kit.ended(context -> 1);
        Reply nothing = kit.get("/elsewhere");

        assertThat(cleanup("?olderThan=PT0S")).isEqualTo(nothing);
        assertThat(cleanup("?olderThan=PT0S", "auditor")).isEqualTo(nothing);
        assertThat(cleanup("?olderThan=PT0S", "operator")).isEqualTo(nothing);
        assertThat(cleanup("?olderThan=nonsense", "operator")).isEqualTo(nothing);
        assertThat(kit.jobs().list(org.jobcast.job.JobQuery.all()).total()).isEqualTo(1);
    }

    @Test
    void theAgeHasToBeSaidAndToMakeSense() {
        for (String query : List.of(
                "",
                "?olderThan=",
                "?olderThan=1h",
                "?olderThan=-PT1S",
                "?olderThan=PT1S&dryRun=yes",
                "?olderThan=PT99999999999999999999S")) {
            Reply reply = cleanup(query, "admin");
            assertThat(reply.status()).as(query).isEqualTo(400);
            assertThat(reply.body()).as(query).contains("\"error\":\"bad request\"");
        }
        assertThat(cleanup("?olderThan=PT999999999999S", "admin").status()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherOriginCannotCleanUp() {
        Asked foreign = Asked.of("POST", "/jobs/cleanup?olderThan=PT0S", "Sec-Fetch-Site: cross-site");

        assertThat(kit.ask(foreign.by("ada", "admin")).status()).isEqualTo(403);
    }

    @Test
    void aJobOfThatNameCanStillBeAskedFor() {
        kit.ended(JobOptions.builder().id("cleanup").build(), context -> 1);

        assertThat(kit.get("/jobs/cleanup").body()).startsWith("{\"id\":\"cleanup\"");
        assertThat(kit.get("/jobs/cleanup/result").body()).isEqualTo("1");
    }
}
