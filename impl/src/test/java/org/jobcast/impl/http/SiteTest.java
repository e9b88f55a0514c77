package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jobcast.impl.http.HttpKit.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SiteTest {
    private static final String PAGE = "/ui/test/page.html";

    private final HttpKit kit = new HttpKit("access.dashboard-roles=admin");

    @AfterEach
    void stop() {
        kit.close();
    }

    private Reply asAdmin(String uri, String... headers) {
        return kit.ask(Asked.of("GET", uri, headers).by("root", "admin"));
    }

    @Test
    void theClientIsForEverybodyAndAskedForAgainByItsTag() {
        Reply first = kit.get("/jobcast.js");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.headers())
                .containsEntry("Content-Type", "text/javascript;charset=UTF-8")
                .containsEntry("Cache-Control", "no-cache")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Vary", "Accept-Encoding");
        assertThat(first.body()).contains("export class SseParser");
        String tag = first.headers().get("ETag");
        assertThat(tag).matches("\"[0-9a-f]{20}\"");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Reply again = kit.get("/jobcast.js", "If-None-Match: " + known);
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers()).containsEntry("ETag", tag).doesNotContainKey("Content-Length");
        }
        assertThat(kit.get("/jobcast.js", "If-None-Match: \"other\"").status()).isEqualTo(200);
    }

    @Test
    void aFileAskedForByTheHashOfItsContentIsKeptForEver() {
        String hash = kit.get("/jobcast.js").headers().get("ETag").replace("\"", "");

        assertThat(kit.get("/jobcast.js?v=" + hash).headers())
                .containsEntry("Cache-Control", "public, max-age=31536000, immutable");
        assertThat(kit.get("/jobcast.js?v=old").headers()).containsEntry("Cache-Control", "no-cache");
    }

    @Test
    void aClientThatTakesItGetsItCompressed() throws Exception {
        HttpAnswer.Body body = kit.body(Asked.of("GET", "/jobcast.js", "Accept-Encoding: br, GZIP;q=0.5"));
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        body.content().writeTo(sent);

        assertThat(body.headers())
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("Content-Length", Integer.toString(sent.size()));
        assertThat(body.headers().get("ETag")).endsWith("-gzip\"");
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
            assertThat(plain.readAllBytes())
                    .asString(java.nio.charset.StandardCharsets.UTF_8)
                    .isEqualTo(kit.get("/jobcast.js").body());
        }
        for (String refused : List.of("br", "gzip;q=0", "gzip; q=0.0", "x-gzip", "")) {
            assertThat(kit.get("/jobcast.js", "Accept-Encoding: " + refused).headers())
                    .as(refused)
                    .doesNotContainKey("Content-Encoding");
        }
    }

    @Test
    void theDashboardIsOnlyForThoseWhomThePolicyLetsIn() {
        Reply refused = kit.get(PAGE);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.body()).isEqualTo(kit.get("/ui/nothing.html").body());

        Reply page = asAdmin(PAGE);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers())
                .containsEntry("Content-Type", "text/html;charset=UTF-8")
                .containsEntry("Referrer-Policy", "no-referrer");
        assertThat(page.headers().get("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void whatIsNoFileIsNotFound() {
        for (String path : List.of("/jobcast.js/", PAGE + "/", "/ui/test", "/ui/test/", "/ui/x.js", "/jobcast.css")) {
            assertThat(asAdmin(path).status()).as(path).isEqualTo(404);
        }
        for (List<String> path : List.of(
                List.of("ui", "..", "jobcast.js"),
                List.of("ui/../jobcast.js"),
                List.of("ui", "../SiteFile.class"),
                List.of("ui", "test", "..", "test", "page.html"))) {
            Asked request =
                    new Asked("GET", path, null, java.util.Map.of(), Asked.NOBODY, new byte[0]).by("root", "admin");
            assertThat(kit.ask(request).status()).as(path.toString()).isEqualTo(404);
        }
    }

    @Test
    void aFileIsOnlyRead() {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            Reply reply = kit.ask(Asked.of(method, "/jobcast.js"));
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.headers()).containsEntry("Allow", "OPTIONS, GET, HEAD");
        }
    }

    @Test
    void theSettingsOfTheDashboardSayWhetherItMayChangeAnything() {
        assertThat(asAdmin("/ui/settings.json").body()).isEqualTo("{\"readOnly\":false}");
        try (HttpKit readOnly = new HttpKit("ui=read-only", "access.dashboard-roles=admin")) {
            Asked settings = Asked.of("GET", "/ui/settings.json").by("root", "admin");
            assertThat(readOnly.ask(settings).body()).isEqualTo("{\"readOnly\":true}");
        }
    }

    @Test
    void switchedOffItIsThereForNobody() {
        try (HttpKit off = new HttpKit("ui=off", "access.dashboard-roles=admin")) {
            for (String path : List.of("/ui", "/ui/", PAGE, "/ui/settings.json")) {
                assertThat(off.ask(Asked.of("GET", path).by("root", "admin")).status())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(off.get("/jobcast.js").status()).isEqualTo(200);
        }
    }

    private static HttpAnswer index(String uri) throws BadRequestException {
        SiteFiles files = name -> name.equals("ui/index.html")
                ? java.util.Optional.of(SiteFile.of("text/html", new byte[] {'x'}))
                : java.util.Optional.empty();
        Answers answers = new Answers(new org.jobcast.impl.json.JacksonJson());
        SiteEndpoints site = new SiteEndpoints(files, new AccessGuard(access -> true), answers);
        Asked request = Asked.of("GET", uri);
        return site.answer(
                request, Query.parse(request.rawQuery()), site.find(request).orElseThrow());
    }

    @Test
    void theAddressOfTheDashboardEndsWithASlash() throws Exception {
        assertThat(HttpKit.read(index("/ui/")).body()).isEqualTo("x");
        assertThat(index("/ui").status()).isEqualTo(308);
        assertThat(index("/ui").headers()).containsEntry("Location", "ui/");
        assertThat(index("/ui?job=7").headers()).containsEntry("Location", "ui/?job=7");
    }
}
