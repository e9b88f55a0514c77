package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jobcast.job.JobEmitter;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.junit.jupiter.api.Test;

/** Thousands of requests that no client should send. A failure names the seed's request. */
class FuzzIT {
    private static final long SEED = 77;
    private static final int REQUESTS = 3000;
    private static final String[] METHODS = {
        "GET", "GET", "GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH", "TRACE", "FOO", "get"
    };
    private static final String[] BITS = {
        "jobs",
        "channels",
        "stream",
        "health",
        "streams",
        "tasks",
        "events",
        "logs",
        "result",
        "cancel",
        "retry",
        "live",
        "ready",
        "..",
        ".",
        "%2e%2e",
        "%2F",
        "%00",
        "%ff",
        "%",
        "%zz",
        ";jsessionid=1",
        ";",
        "a;b=c",
        "\u00e4",
        "<x>",
        "*",
        "~",
        "news",
        "x"
    };
    private static final String[] QUERIES = {
        "after=1",
        "after=-1",
        "after=99999999999999999999",
        "wait=0",
        "wait=1e9",
        "from=live",
        "from=x",
        "job=x",
        "job=",
        "channel=news",
        "channel=%ff",
        "lastEventId=1-1",
        "lastEventId=%0d%0a",
        "events=unnamed",
        "state=failed",
        "page=-1",
        "%",
        "&&&",
        "=",
        "a=%zz",
        "reason=%00",
        "size=0",
        "q=%25"
    };
    private static final String[] HEADERS = {
        "Last-Event-ID: 1-1", "Last-Event-ID: \u00ff\u00fe", "Last-Event-ID: ,,,,", "Prefer: wait=0", "Prefer: wait=x",
        "Accept: application/json", "Accept: ;;;", "Origin: null", "Origin: http://[", "Sec-Fetch-Site: cross-site",
        "X-Requested-With: x", "Content-Length: 0", "Content-Length: abc", "Transfer-Encoding: chunked", "Cookie: a=b",
        "Expect: 100-continue", "Range: bytes=0-1", "Content-Type: text/plain", "If-None-Match: *",
                "X-Test-User: ada admin"
    };

    private final Random random = new Random(SEED);
    private final List<String> ids = new ArrayList<>();

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private String path() {
        StringBuilder path = new StringBuilder("/jobcast");
        if (random.nextInt(3) > 0) {
            String id = random.nextInt(4) == 0 ? one(BITS) : ids.get(random.nextInt(ids.size()));
            path.append("/jobs/").append(id);
            if (random.nextInt(5) > 0) {
                path.append('/')
                        .append(one(new String[] {"stream", "events", "logs", "result", "cancel", "retry", one(BITS)}));
            }
        } else {
            for (int n = random.nextInt(6); n > 0; n--) {
                path.append('/').append(one(BITS));
            }
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            path.append(path.indexOf("?") < 0 ? '?' : '&').append(one(QUERIES));
        }
        return path.toString();
    }

    private String[] headers() {
        List<String> headers = new ArrayList<>(List.of("Host: 127.0.0.1", "Connection: close"));
        for (int n = random.nextInt(4); n > 0; n--) {
            headers.add(one(HEADERS));
        }
        return headers.toArray(String[]::new);
    }

    @Test
    void noRequestMakesTheServerFail() throws Exception {
        try (TestServer server =
                TestServer.start("access.list-roles=admin", "stream.keep-alive=200ms", "limits.wait=0")) {
            server.channels().open("news").send("x");
            JobEmitter running = server.jobs().open("test");
            ids.add(running.job().id());
            ids.add(ended(server, Map.of("a", 1)));
            ids.add(ended(server, null));
            for (int i = 0; i < REQUESTS; i++) {
                String line = one(METHODS) + " " + path() + " HTTP/1.1";
                String[] headers = headers();
                String as = "request " + i + ": " + line + " " + List.of(headers);
                try (RawHttp http = server.connect()) {
                    http.send(line, headers);
                    check(http, as);
                }
            }
            assertServes(server);
        }
    }

    private static String ended(TestServer server, Object result) throws Exception {
        var job = server.jobs().submit("test", context -> result);
        job.completion().toCompletableFuture().get(30, java.util.concurrent.TimeUnit.SECONDS);
        return job.id();
    }

    private static void check(RawHttp http, String as) {
        RawHttp.Head head = http.readHead();
        while (head.status() == 100) {
            head = http.readHead();
        }
        assertThat(head.status()).as(as).isNotEqualTo(500).isBetween(200, 501);
        if (head.values("Content-Type").stream().anyMatch(type -> type.startsWith("text/event-stream"))) {
            http.abort();
            return;
        }
        String body = http.readText();
        if (head.status() == 400
                && head.values("Content-Type").stream().anyMatch(type -> type.startsWith("text/html"))) {
            // What is no HTTP at all is answered by Tomcat, which shows its own trace in this default page.
            assertThat(body).as(as).doesNotContain("org.jobcast");
            return;
        }
        assertThat(body).as(as).doesNotContain("Exception", "\tat ", "org.jobcast");
    }

    private static void assertServes(TestServer server) {
        JobEmitter job = server.jobs().open("test");
        try (SseClient client = server.follow("/jobs/" + job.job().id() + "/stream")) {
            job.log("alive");
            assertThat(client.next().data()).contains("alive");
        }
        org.awaitility.Awaitility.await().until(() -> server.connections() == 0);
    }
}
