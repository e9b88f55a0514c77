package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterHostileTest {
    private static final List<String> IDS = List.of(
            "..",
            ".",
            "a/../b",
            "\u0000",
            "a\r\nSet-Cookie: x=1",
            "<script>alert(1)</script>",
            "\uD800",
            "\uD83D\uDE00",
            "'; DROP TABLE jobs; --",
            "x".repeat(100_000),
            "%00",
            "${jndi:ldap://x}",
            "{0}");

    private final HttpKit kit = new HttpKit("channel.create-on-subscribe=true", "access.list-roles=admin");

    @AfterEach
    void stop() {
        kit.close();
    }

    private static Asked path(String method, String... segments) {
        return new Asked(method, List.of(segments), null, java.util.Map.of(), Asked.NOBODY, new byte[0]);
    }

    @Test
    void hostileIdsAreUnknownAndComeBackInNoAnswer() {
        for (String id : IDS) {
            for (String last : List.of("stream", "events", "logs", "result")) {
                Reply reply = kit.ask(path("GET", "jobs", id, last));
                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.body()).isEqualTo(kit.get("/jobs/unknown").body());
            }
            assertThat(kit.ask(path("GET", "jobs", id)).status()).isEqualTo(404);
            assertThat(kit.ask(path("POST", "jobs", id, "cancel")).status()).isEqualTo(404);
            assertThat(kit.ask(path("DELETE", "jobs", id, "result")).status()).isEqualTo(404);
        }
    }

    @Test
    void aHostileNameNeverOpensAChannel() {
        for (String name : IDS) {
            Reply reply = kit.ask(path("GET", "channels", name, "stream"));
            boolean valid = name.matches("[A-Za-z0-9_.:-]{1,128}");
            assertThat(reply.status()).as(name).isEqualTo(valid ? 200 : 404);
        }
    }

    @Test
    void brokenQueriesAreBadRequestsThatRepeatNothing() {
        LiveJob job = kit.ended(context -> 1);
        for (String query :
                List.of("after=-1", "after=x", "after=1e3", "wait=%00", "after=%zz", "a%", "after=9".repeat(30))) {
            Reply reply = kit.get("/jobs/" + job.id() + "/events?" + query);
            assertThat(reply.status()).as(query).isEqualTo(400);
            assertThat(reply.body()).contains("\"error\":\"bad request\"").doesNotContain("zz");
        }
        assertThat(kit.get("/jobs/" + job.id() + "/stream?from=" + "<b>").body())
                .doesNotContain("<b>");
        assertThat(kit.get("/jobs/" + job.id() + "/events?" + "a=b&".repeat(1000))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anyLastEventIdIsAnswered() {
        LiveJob job = kit.ended(context -> 1);
        Random random = new Random(42);
        List<String> ids = new ArrayList<>(IDS);
        ids.addAll(List.of(
                "-", "--", "1-", "-1", "1--1", "0-0", "9999999999999999999-1", "1-9223372036854775808", ",", ",,,"));
        for (int i = 0; i < 500; i++) {
            StringBuilder id = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                id.append("0123456789-,?x".charAt(random.nextInt(14)));
            }
            ids.add(id.toString());
        }
        for (String id : ids) {
            String header = "Last-Event-ID: " + id;
            assertThat(kit.get("/jobs/" + job.id() + "/stream", header).status())
                    .as(id)
                    .isEqualTo(200);
            assertThat(kit.get("/stream?job=" + job.id(), header).status())
                    .as(id)
                    .isEqualTo(200);
        }
    }

    @Test
    void oddWaitsAndPreferencesAreBoundedOrIgnored() {
        LiveJob job = kit.ended(context -> 1);
        for (String prefer :
                List.of("wait=999999999", "wait=", "wait=-5", "respond-async, wait=10", "wait=\"5\"", ";;;")) {
            assertThat(kit.get("/jobs/" + job.id() + "/result", "Prefer: " + prefer)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(kit.get("/jobs/" + job.id() + "/result?wait=999999999999999999")
                        .status())
                .isEqualTo(200);
    }
}
