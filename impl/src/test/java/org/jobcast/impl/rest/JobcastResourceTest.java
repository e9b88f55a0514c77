package org.jobcast.impl.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.jboss.weld.environment.servlet.EnhancedListener;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jobcast.impl.servlet.JobcastInitializer;
import org.jobcast.impl.servlet.Runtimes;
import org.jobcast.job.Job;
import org.jobcast.job.JobQuery;
import org.jobcast.rest.JobcastEndpoint;
import org.jobcast.rest.JobcastResource;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobcastResourceTest {
    @TempDir
    java.nio.file.Path directory;

    private JerseyServer server;
    private JobcastRuntime runtime;

    /** What an application writes. */
    @Path("work")
    public static class MyJobs extends JobcastResource {}

    /** Answers with what the registry gives. */
    @Path("plain")
    public final class Plain {
        @GET
        @Path("one")
        public Response one() {
            return Response.accepted(job().snapshot()).build();
        }

        @GET
        @Path("page")
        public Object page() {
            return runtime.jobs().list(JobQuery.all());
        }
    }

    private final class Binder extends AbstractBinder {
        @Override
        protected void configure() {
            runtime = Runtimes.current();
            bind(new RouterEndpoint(runtime.router(), 8192, Runnable::run)).to(JobcastEndpoint.class);
        }
    }

    @BeforeEach
    void start() throws Exception {
        ResourceConfig config =
                new ResourceConfig(MyJobs.class).registerInstances(new Plain()).register(new Binder());
        server = JerseyServer.start(directory, config, new EnhancedListener(), new JobcastInitializer());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Job job() {
        return runtime.jobs().submit("import", ctx -> {
            ctx.progress(1, 2);
            ctx.emit("note", Map.of("text", "two\nlines \uD83D\uDE00"));
            return List.of(1, 2);
        });
    }

    private Job ended() {
        Job job = job();
        try (SseClient client = SseClient.get(server.uri("/jobcast/jobs/" + job.id() + "/stream"))) {
            client.awaitEnd();
        }
        return job;
    }

    private record Answer(String statusLine, List<RawHttp.Header> headers, String body) {}

    private Answer answer(String method, String path, String... more) {
        try (RawHttp http = RawHttp.open("127.0.0.1", server.uri("/").getPort())) {
            String[] headers = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of("Host: 127.0.0.1"), java.util.Arrays.stream(more))
                    .toArray(String[]::new);
            http.send(method + " " + path + " HTTP/1.1", headers);
            RawHttp.Head head = http.readHead();
            List<RawHttp.Header> kept = head.headers().stream()
                    .filter(header -> !isFraming(path, header.name()))
                    .sorted(Comparator.comparing(RawHttp.Header::name))
                    .toList();
            return new Answer(head.statusLine(), kept, http.readText().replaceAll("retry: \\d+", "retry: N"));
        }
    }

    /** The log is written piece by piece; whether a container counts it before is its own affair. */
    private static boolean isFraming(String path, String header) {
        return header.equals("Date")
                || (path.endsWith("/logs") && (header.equals("Content-Length") || header.equals("Transfer-Encoding")));
    }

    private void assertSame(String method, String path, String... headers) {
        Answer servlet = answer(method, "/jobcast" + path, headers);
        Answer rest = answer(method, "/api/work" + path, headers);
        assertThat(rest).isEqualTo(servlet);
    }

    @Test
    void aStreamIsTheSameByteForByte() {
        Job job = ended();
        String path = "/jobs/" + job.id() + "/stream";
        Answer stream = answer("GET", "/api/work" + path, "Accept: text/event-stream");
        assertThat(stream.body()).contains("event: note", "\uD83D\uDE00", "event: done");
        assertSame("GET", path, "Accept: text/event-stream");
        assertSame("GET", path + "?events=unnamed");
        assertSame("GET", "/stream?job=" + job.id());
        assertSame("HEAD", path);
    }

    @Test
    void aLiveStreamIsHeldOpenUntilTheJobEnds() throws Exception {
        var release = new java.util.concurrent.CountDownLatch(1);
        Job job = runtime.jobs().submit("slow", ctx -> {
            ctx.emit("begun", "1");
            release.await();
            return null;
        });
        try (SseClient client = SseClient.get(server.uri("/api/work/jobs/" + job.id() + "/stream"))) {
            String type = client.next().type();
            while (!type.equals("begun")) {
                type = client.next().type();
            }
            release.countDown();
            assertThat(client.awaitEnd()).last().extracting("type").isEqualTo("done");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/events",
                "/events?after=1",
                "/logs",
                "/result",
                "/cancel",
                "/retry",
                "/nothing",
                "/result/x"
            })
    void everyOtherAnswerIsTheSame(String path) {
        String job = "/jobs/" + ended().id();
        for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH")) {
            assertSame(method, job + path);
        }
        assertSame("POST", job + path, "Content-Length: 0", "Sec-Fetch-Site: same-origin");
        assertSame("POST", job + path, "Content-Length: 0", "Sec-Fetch-Site: cross-site");
        assertSame("GET", job + path, "Accept: image/png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs",
                "/jobs/unknown",
                "/jobs/a%2Fb",
                "/health",
                "/health/live",
                "/stream",
                "/channels/x/stream",
                "/jobcast.js",
                "/jobcast-progress.js?v=1",
                "/ui/settings.json",
                "/ui/test/page.html",
                "/jobcast.js/"
            })
    void everyPathIsTheSame(String path) {
        assertSame("GET", path);
        assertSame("GET", path, "Accept: application/json");
        assertSame("DELETE", path, "Sec-Fetch-Site: same-origin");
    }

    @Test
    void anAnswerThatIsWaitedForComes() throws Exception {
        var release = new java.util.concurrent.CountDownLatch(1);
        Job job = runtime.jobs().submit("slow", ctx -> {
            release.await();
            return "late";
        });
        try (RawHttp http = RawHttp.open("127.0.0.1", server.uri("/").getPort())) {
            http.send("GET /api/work/jobs/" + job.id() + "/result HTTP/1.1", "Host: h", "Prefer: wait=10");
            release.countDown();
            assertThat(http.readHead().status()).isEqualTo(200);
            assertThat(http.readText()).isEqualTo("\"late\"");
        }
    }

    @Test
    void aFileThatIsKnownIsNotSentAgain() {
        Answer first = answer("GET", "/api/work/jobcast.js");
        String tag = first.headers().stream()
                .filter(header -> header.name().equals("ETag"))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(answer("GET", "/api/work/jobcast.js", "If-None-Match: " + tag)
                        .statusLine())
                .contains("304");
        assertSame("GET", "/jobcast.js", "If-None-Match: " + tag);
        assertSame("HEAD", "/jobcast.js");
        assertSame("GET", "/jobcast.js", "Accept-Encoding: gzip");
    }

    @Test
    void popTakesTheResultOnce() {
        Job job = ended();
        String path = "/api/work/jobs/" + job.id() + "/result";
        assertThat(answer("DELETE", path, "Sec-Fetch-Site: same-origin").body()).isEqualTo("[1,2]");
        assertThat(answer("DELETE", path, "Sec-Fetch-Site: same-origin").statusLine())
                .doesNotContain("200");
    }

    @Test
    void aResourceMayAnswerWithASnapshotOrAPage() {
        Answer one = answer("GET", "/api/plain/one");
        assertThat(one.statusLine()).contains("202");
        assertThat(one.body()).startsWith("{\"id\":\"").contains("\"type\":\"import\"", "\"stream\":\"/jobcast/jobs/");
        assertThat(one.headers()).contains(new RawHttp.Header("Content-Type", "application/json"));
        Answer page = answer("GET", "/api/plain/page", "Accept: application/json");
        assertThat(page.body()).startsWith("{\"jobs\":[{\"id\":").contains("\"total\":1");
        assertThat(page.body().getBytes(StandardCharsets.UTF_8).length).isGreaterThan(50);
    }
}
