package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users that the server knows: a job belongs to who has submitted it. */
@ExtendWith(OnServer.class)
class SecurityIT {
    private static Deployed deployed;

    @BeforeAll
    static void deploy(RunningServer server) throws IOException {
        deployed = Deployed.on(server, Apps.secured("secured"));
    }

    @AfterAll
    static void undeploy() throws IOException {
        if (deployed != null) {
            deployed.close();
        }
    }

    private static String submitAs(User user, String kind) throws IOException {
        return submit(deployed.app(), user, kind);
    }

    private static int status(User user, String path) throws IOException {
        return deployed.app().get(path, "Authorization", user.basic()).statusCode();
    }

    private static SseClient follow(User user, String path) {
        return deployed.app().follow(path, "Authorization: " + user.basic());
    }

    @Test
    void nobodyComesInWithoutANameAndAPassword() throws IOException {
        assertThat(deployed.app().post("it/jobs/count").statusCode()).isEqualTo(401);
        assertThat(deployed.app().get("jobcast/health").statusCode()).isEqualTo(401);
    }

    @Test
    void theOwnerFollowsAJobAndForOthersItDoesNotExist() throws IOException {
        for (String base : new String[] {"jobcast", "api/work"}) {
            String id = submitAs(User.ANN, "count");
            try (SseClient stream = follow(User.ANN, base + "/jobs/" + id + "/stream")) {
                assertThat(stream.head().status()).isEqualTo(200);
                assertThat(stream.awaitEnd()).last().extracting(Event::type).isEqualTo("done");
            }
            try (SseClient stream = follow(User.BOB, base + "/jobs/" + id + "/stream")) {
                assertThat(stream.head().status()).isEqualTo(404);
            }
            assertThat(status(User.ANN, base + "/jobs/" + id + "/result")).isEqualTo(200);
            assertThat(status(User.BOB, base + "/jobs/" + id + "/result")).isEqualTo(404);
        }
    }

    @Test
    void aRoleOfTheServerOpensTheList() throws IOException {
        submitAs(User.ANN, "count");
        for (String base : new String[] {"jobcast", "api/work"}) {
            assertThat(status(User.EVE, base + "/jobs")).isEqualTo(200);
            assertThat(status(User.ANN, base + "/jobs")).isEqualTo(404);
        }
    }

    @Test
    void aJobOnAManagedThreadHasTheCallersNameNamingAndBeans(RunningServer server) throws IOException {
        String id = submitAs(User.ANN, "where");
        String path = "jobcast/jobs/" + id;
        try (SseClient stream = follow(User.ANN, path + "/stream")) {
            stream.awaitEnd();
        }
        String where = deployed.app()
                .get(path + "/result", "Authorization", User.ANN.basic())
                .body();
        assertThat(where).contains("\"cdi\":\"true\"", "\"class\":\"Surroundings\"");
        assumeThat(server.server().managedThreads())
                .as("a servlet container has no managed threads")
                .isTrue();
        assertThat(where).contains("\"naming\":\"good morning\"", "\"principal\":\"ann\"");
    }

    /** The thread of the job that it has waited for hands it over, and that is another user's. */
    @Test
    void aJobThatHasWaitedRunsWithTheNameOfItsOwnCaller(RunningServer server) throws IOException {
        assumeThat(server.server().managedThreads())
                .as("a servlet container has no managed threads")
                .isTrue();
        WarFile war = Apps.secured("waiting", WarFile.parameter("jobcast.job.max-running", "1"));
        try (Deployed waiting = Deployed.on(server, war)) {
            App app = waiting.app();
            String first = submit(app, User.BOB, "wait?gate=first");
            String second = submit(app, User.ANN, "where");
            String other = submit(app, User.BOB, "where");
            app.post("it/release/first", "Authorization", User.BOB.basic());
            assertThat(result(app, User.BOB, first)).contains("released");
            assertThat(result(app, User.ANN, second)).contains("\"naming\":\"good morning\"", "\"principal\":\"ann\"");
            assertThat(result(app, User.BOB, other)).contains("\"naming\":\"good morning\"", "\"principal\":\"bob\"");
        }
    }

    private static String submit(App app, User user, String kind) throws IOException {
        HttpResponse<String> accepted = app.post("it/jobs/" + kind, "Authorization", user.basic());
        assertThat(accepted.statusCode()).isEqualTo(202);
        return accepted.body();
    }

    private static String result(App app, User user, String id) throws IOException {
        try (SseClient stream = app.follow("jobcast/jobs/" + id + "/stream", "Authorization: " + user.basic())) {
            stream.awaitEnd();
        }
        return app.get("jobcast/jobs/" + id + "/result", "Authorization", user.basic())
                .body();
    }
}
