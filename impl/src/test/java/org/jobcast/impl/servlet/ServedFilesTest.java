package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jobcast.impl.servlet.TestServer.Reply;
import org.jobcast.test.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServedFilesTest {
    private static final String ADMIN = "X-Test-User: root admin";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("access.dashboard-roles=admin");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theClientIsServedOnceAndThenKnown() {
        Reply first = server.get("/jobcast.js");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body()).contains("export class SseParser");
        assertThat(first.head().value("Content-Type")).contains("text/javascript;charset=UTF-8");
        String tag = first.head().value("ETag").orElseThrow();

        Reply second = server.get("/jobcast.js", "If-None-Match: " + tag);
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.head().value("ETag")).contains(tag);
    }

    @Test
    void headHasTheHeadersOfTheBodyAndNoBody() {
        String length = server.get("/jobcast.js").head().value("Content-Length").orElseThrow();
        try (RawHttp http = server.send("HEAD", "/jobcast.js")) {
            Reply head = TestServer.read(http);
            assertThat(head.head().value("Content-Length")).contains(length);
            assertThat(head.body()).isEmpty();
            assertThat(Integer.parseInt(length)).isGreaterThan(1000);
        }
    }

    @Test
    void aConnectionGoesOnAfterAnAnswerWithoutABody() {
        try (RawHttp http = server.connect()) {
            for (int i = 0; i < 3; i++) {
                http.send("GET /jobcast/jobcast.js HTTP/1.1", "Host: x", "If-None-Match: *");
                assertThat(TestServer.read(http).status()).isEqualTo(304);
            }
            http.send("GET /jobcast/health HTTP/1.1", "Host: x");
            assertThat(TestServer.read(http).body()).isEqualTo("OK");
        }
    }

    @Test
    void pagesOfTheDashboardAreFilesOfItsFolderOnly() {
        assertThat(server.get("/ui/test/page.html", ADMIN).body()).contains("A page for tests");
        for (String path : List.of(
                "/ui/test/notes.sql",
                "/ui/..%2fjobcast.js",
                "/ui/%2e%2e/JarFiles.class",
                "/ui/../JarFiles.class",
                "/ui/..;/JarFiles.class",
                "/ui/..%5cJarFiles.class",
                "/JarFiles.class",
                "/ui/test/",
                "/META-INF/MANIFEST.MF")) {
            assertThat(server.get(path, ADMIN).status()).as(path).isIn(400, 404);
        }
        assertThat(server.get("/ui/test/page.html").status()).isEqualTo(404);
    }
}
