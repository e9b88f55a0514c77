package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final String NOT_FOUND = "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
            + "\"error\":\"not found\",\"detail\":\"There is nothing here that you may see.\"}";

    private final HttpKit kit = new HttpKit("access.list-roles=admin");

    @AfterEach
    void stop() {
        kit.close();
    }

    private LiveJob succeeded(Object result) {
        return kit.ended(context -> result);
    }

    private LiveJob failed() {
        return kit.ended(context -> {
            throw new IllegalStateException("boom");
        });
    }

    private JobEmitter running() {
        return kit.jobs().open("test");
    }

    @Test
    void aSnapshotIsJsonThatNobodyCaches() {
        LiveJob job = succeeded(7);

        Reply reply = kit.get("/jobs/" + job.id());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Length", Integer.toString(reply.body().length()));
        assertThat(reply.body())
                .startsWith("{\"id\":\"" + job.id() + "\",\"type\":\"test\",\"state\":\"succeeded\"")
                .contains("\"hasResult\":true")
                .contains("\"stream\":\"/app/jobcast/jobs/" + job.id() + "/stream\"")
                .doesNotContain("null");
    }

    @Test
    void whatIsUnknownIsAProblemThatSaysNothingOfWhy() {
        for (String path : new String[] {
            "/",
            "/jobs/x",
            "/jobs/x/stream",
            "/jobs/x/events",
            "/jobs/x/logs",
            "/jobs/x/result",
            "/jobs/x/nothing",
            "/jobs/x/stream/more",
            "/channels",
            "/channels/x",
            "/channels/x/stream",
            "/channels/x/other",
            "/channels/x/stream/y",
            "/stream/x",
            "/stream?job=x",
            "/health/other",
            "/health/live/x",
            "/elsewhere",
            "/Jobs"
        }) {
            Reply reply = kit.get(path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.headers()).as(path).containsEntry("Content-Type", "application/problem+json");
            assertThat(reply.body()).as(path).isEqualTo(NOT_FOUND);
        }
    }

    @Test
    void theEventsOfAnEndedJobArePagedAndDone() {
        LiveJob job = kit.ended(context -> {
            context.log("one");
            context.emit("row", Map.of("n", 1));
            return null;
        });

        Reply all = kit.get("/jobs/" + job.id() + "/events");
        assertThat(all.body())
                .startsWith("{\"events\":[{\"event\":\"log\",\"message\":\"one\"")
                .contains("{\"event\":\"row\",\"n\":1,")
                .contains("{\"event\":\"done\",\"state\":\"succeeded\"")
                .endsWith("],\"last\":3,\"done\":true}");
        assertThat(kit.get("/jobs/" + job.id() + "/events?after=2").body())
                .startsWith("{\"events\":[{\"event\":\"done\"")
                .endsWith("],\"last\":3,\"done\":true}");
        assertThat(kit.get("/jobs/" + job.id() + "/events?after=3").body())
                .isEqualTo("{\"events\":[],\"last\":3,\"done\":true}");
    }

    @Test
    void theLogsAreAllEventsInOneDocument() {
        LiveJob job = kit.ended(context -> {
            context.log("one");
            return null;
        });

        Reply logs = kit.get("/jobs/" + job.id() + "/logs");

        assertThat(logs.status()).isEqualTo(200);
        assertThat(logs.headers()).containsEntry("Content-Type", "application/json");
        assertThat(logs.body())
                .startsWith("{\"logs\":[{\"event\":\"log\",\"message\":\"one\"")
                .containsPattern("\\},\\{\"event\":\"done\",[^\\[\\]]*\\}\\]\\}$");
    }

    @Test
    void theLogsOfAJobThatHasSaidNothingAreEmpty() {
        try (JobEmitter job = running()) {
            assertThat(kit.get("/jobs/" + job.job().id() + "/logs").body()).isEqualTo("{\"logs\":[]}");
        }
    }

    @Test
    void aResultIsExactlyItsJson() {
        assertThat(kit.get("/jobs/" + succeeded(Map.of("count", 7)).id() + "/result")
                        .body())
                .isEqualTo("{\"count\":7}");
        assertThat(kit.get("/jobs/" + succeeded(null).id() + "/result").body()).isEqualTo("null");
        assertThat(kit.get("/jobs/" + succeeded(0).id() + "/result").body()).isEqualTo("0");
        assertThat(kit.get("/jobs/" + succeeded("").id() + "/result").body()).isEqualTo("\"\"");
        assertThat(kit.get("/jobs/" + succeeded(new int[0]).id() + "/result").body())
                .isEqualTo("[]");
    }

    @Test
    void theResultOfARunningJobIsAcceptedForLater() {
        try (JobEmitter job = running()) {
            Reply reply = kit.get("/jobs/" + job.job().id() + "/result");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.headers()).containsEntry("Retry-After", "1");
            assertThat(reply.body()).contains("\"state\":\"running\"");
        }
    }

    @Test
    void theResultOfAFailedJobIsAConflictWithItsCause() {
        Reply reply = kit.get("/jobs/" + failed().id() + "/result");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(reply.body())
                .contains("\"state\":\"failed\"")
                .contains("\"cause\":{")
                .contains("\"type\":\"IllegalStateException\"")
                .contains("\"message\":\"boom\"");
    }

    @Test
    void cancellingAnswersWithTheOutcome() {
        try (JobEmitter job = running()) {
            String id = job.job().id();
            Reply first = kit.ask(Asked.of("POST", "/jobs/" + id + "/cancel?reason=enough"));
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("{\"cancelled\":\"" + id + "\",\"outcome\":\"REQUESTED\"}");
            assertThat(job.job().snapshot().cancelReason()).isEqualTo("enough");
        }
        LiveJob over = succeeded(1);
        assertThat(kit.ask(Asked.of("POST", "/jobs/" + over.id() + "/cancel")).body())
                .contains("ALREADY_TERMINAL");
        assertThat(over.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(kit.ask(Asked.of("POST", "/jobs/x/cancel")).status()).isEqualTo(404);
    }

    @Test
    void aReasonThatIsTooLongIsRefusedAndNothingIsCancelled() {
        try (JobEmitter job = running()) {
            Reply reply = kit.ask(Asked.of("POST", "/jobs/" + job.job().id() + "/cancel?reason=" + "x".repeat(201)));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(job.job().state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void jobsAreListedByStateTypeTextAndPage() {
        LiveJob one = succeeded(1);
        LiveJob two = failed();

        assertThat(list("/jobs")).contains(one.id(), two.id()).contains("\"total\":2");
        assertThat(list("/jobs?state=FAILED")).contains(two.id()).doesNotContain(one.id());
        assertThat(list("/jobs?state=failed,succeeded")).contains("\"total\":2");
        assertThat(list("/jobs?state=running&state=failed")).contains("\"total\":1");
        assertThat(list("/jobs?type=other")).contains("\"total\":0");
        assertThat(list("/jobs?size=1&page=1")).contains("\"page\":1,\"size\":1,\"total\":2");
        assertThat(list("/jobs?size=0")).contains("\"size\":1,");
        assertThat(list("/jobs?page=999999999999999999&size=999999999999999999"))
                .contains("\"jobs\":[]");
    }

    private String list(String uri) {
        Reply reply = kit.ask(Asked.of("GET", uri).by("root", "admin"));
        assertThat(reply.status()).as(uri).isEqualTo(200);
        return reply.body();
    }

    @Test
    void aListIsOffUntilARoleIsNamed() {
        assertThat(kit.get("/jobs").body()).isEqualTo(NOT_FOUND);
        assertThat(kit.ask(Asked.of("GET", "/jobs?state=nonsense")).status()).isEqualTo(404);
    }

    @Test
    void aStateThatDoesNotExistIsABadRequest() {
        Reply reply = kit.ask(Asked.of("GET", "/jobs?state=%3Cscript%3E").by("root", "admin"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("queued, running").doesNotContain("script");
    }

    @Test
    void healthIsTextOrJsonByAccept() {
        succeeded(1);

        for (String path : new String[] {"/health", "/health/live", "/health/ready"}) {
            Reply text = kit.get(path);
            assertThat(text.status()).isEqualTo(200);
            assertThat(text.body()).isEqualTo("OK");
            assertThat(text.headers()).containsEntry("Content-Type", "text/plain;charset=UTF-8");
            assertThat(kit.get(path, "Accept: application/json").body())
                    .startsWith("{\"status\":\"UP\",\"jobs\":{")
                    .contains("\"succeeded\":1");
        }
    }

    @Test
    void healthIsAliveButNotReadyAtShutdown() {
        kit.jobs().refuseNew();

        assertThat(kit.get("/health/live").status()).isEqualTo(200);
        assertThat(kit.get("/health").status()).isEqualTo(503);
        assertThat(kit.get("/health/ready").headers()).containsEntry("Retry-After", "5");
    }

    @Test
    void aJobWithAnIdOfTheCallersIsFoundByIt() {
        kit.ended(JobOptions.builder().id("my:job_1.2-3").build(), context -> 1);

        assertThat(kit.get("/jobs/my:job_1.2-3/result").body()).isEqualTo("1");
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoReasonToRestartTheApplication() throws Exception {
        String url = "jdbc:h2:mem:health-" + java.util.UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (HttpKit kit = new HttpKit("store=jpa", "jpa.url=" + url);
                var connection = java.sql.DriverManager.getConnection(url)) {
            connection.createStatement().execute("SHUTDOWN");
            assertThat(kit.get("/health", "Accept: application/json").status()).isEqualTo(503);
            HttpKit.Reply live = kit.get("/health/live", "Accept: application/json");
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.body()).isEqualTo("{\"status\":\"UP\"}");
        }
    }
}
