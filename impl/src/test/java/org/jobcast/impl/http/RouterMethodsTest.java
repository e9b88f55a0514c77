package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterMethodsTest {
    private static final List<String> ODD = List.of("PUT", "PATCH", "TRACE", "CONNECT", "BREW", "get", "");

    private final HttpKit kit = new HttpKit("access.list-roles=admin");

    @AfterEach
    void stop() {
        kit.close();
    }

    private void allows(String path, String allow) {
        Reply options = kit.ask(Asked.of("OPTIONS", path));
        assertThat(options.status()).as(path).isEqualTo(204);
        assertThat(options.headers()).as(path).containsEntry("Allow", allow);
        assertThat(options.body()).isEmpty();
        for (String method : ODD) {
            Reply reply = kit.ask(Asked.of(method, path));
            assertThat(reply.status()).as(method + " " + path).isEqualTo(405);
            assertThat(reply.headers())
                    .containsEntry("Allow", allow)
                    .containsEntry("Content-Type", "application/problem+json");
        }
    }

    @Test
    void eachPathSaysWhichMethodsItAnswersTo() {
        allows("/jobs", "OPTIONS, GET, HEAD");
        allows("/jobs/x", "OPTIONS, GET, HEAD");
        allows("/jobs/cleanup", "OPTIONS, GET, HEAD, POST");
        allows("/jobs/x/stream", "OPTIONS, GET, HEAD");
        allows("/jobs/x/events", "OPTIONS, GET, HEAD");
        allows("/jobs/x/logs", "OPTIONS, GET, HEAD");
        allows("/jobs/x/result", "OPTIONS, DELETE, GET, HEAD");
        allows("/jobs/x/cancel", "OPTIONS, POST");
        allows("/jobs/x/retry", "OPTIONS, POST");
        allows("/channels/x/stream", "OPTIONS, GET, HEAD");
        allows("/stream", "OPTIONS, GET, HEAD");
        allows("/health", "OPTIONS, GET, HEAD");
    }

    @Test
    void whetherAMethodIsAllowedDoesNotTellWhetherTheJobExists() {
        LiveJob job = kit.ended(context -> 1);

        assertThat(kit.ask(Asked.of("PUT", "/jobs/" + job.id()))).isEqualTo(kit.ask(Asked.of("PUT", "/jobs/unknown")));
        assertThat(kit.ask(Asked.of("OPTIONS", "/jobs/" + job.id())))
                .isEqualTo(kit.ask(Asked.of("OPTIONS", "/jobs/unknown")));
    }

    @Test
    void aGetNeverCancelsAndNeverPops() {
        try (JobEmitter job = kit.jobs().open("test")) {
            assertThat(kit.get("/jobs/" + job.job().id() + "/cancel").status()).isEqualTo(405);
            assertThat(kit.ask(Asked.of("HEAD", "/jobs/" + job.job().id() + "/cancel"))
                            .status())
                    .isEqualTo(405);
            assertThat(job.job().state()).isEqualTo(JobState.RUNNING);
        }
        LiveJob ended = kit.ended(context -> 1);
        assertThat(kit.ask(Asked.of("HEAD", "/jobs/" + ended.id() + "/result")).status())
                .isEqualTo(200);
        assertThat(kit.get("/jobs/" + ended.id() + "/result").status()).isEqualTo(200);
    }

    @Test
    void headHasTheHeadersOfGet() {
        LiveJob job = kit.ended(context -> 1);
        for (String path : List.of("/jobs/" + job.id(), "/jobs/" + job.id() + "/result", "/health", "/jobs/unknown")) {
            Reply get = kit.get(path);
            Reply head = kit.ask(Asked.of("HEAD", path));
            assertThat(head.status()).as(path).isEqualTo(get.status());
            assertThat(head.headers()).as(path).isEqualTo(get.headers());
        }
    }

    @Test
    void anotherOriginCanNeitherCancelNorPop() {
        LiveJob ended = kit.ended(context -> 1);
        try (JobEmitter job = kit.jobs().open("test")) {
            Reply cancel =
                    kit.ask(Asked.of("POST", "/jobs/" + job.job().id() + "/cancel", "Sec-Fetch-Site: cross-site"));
            assertThat(cancel.status()).isEqualTo(403);
            assertThat(cancel.body()).contains("\"error\":\"cross-origin\"");
            assertThat(job.job().state()).isEqualTo(JobState.RUNNING);
        }
        Reply pop = kit.ask(Asked.of("DELETE", "/jobs/" + ended.id() + "/result", "Origin: https://evil.example"));
        assertThat(pop.status()).isEqualTo(403);
        assertThat(kit.get("/jobs/" + ended.id() + "/result", "Origin: https://evil.example")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theOriginCheckDoesNotTellWhetherTheJobExists() {
        LiveJob job = kit.ended(context -> 1);

        assertThat(kit.ask(Asked.of("POST", "/jobs/" + job.id() + "/cancel", "Sec-Fetch-Site: cross-site")))
                .isEqualTo(kit.ask(Asked.of("POST", "/jobs/unknown/cancel", "Sec-Fetch-Site: cross-site")));
    }

    @Test
    void aBodyThatIsDeclaredTooLargeIsRefused() {
        String[] tooLarge = {"Content-Length: 65537"};
        assertThat(kit.ask(Asked.of("POST", "/jobs/x/cancel", tooLarge)).status())
                .isEqualTo(413);
        assertThat(kit.ask(Asked.of("DELETE", "/jobs/x/result", "Content-Length: 99999999999999999999"))
                        .status())
                .isEqualTo(413);
        assertThat(kit.ask(Asked.of("POST", "/jobs/x/cancel", "Content-Length: 65536"))
                        .status())
                .isEqualTo(404);
    }
}
