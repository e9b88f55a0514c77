package org.jobcast.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Makes requests that are almost right, from parts that are; the same random numbers make the same requests. */
final class FuzzRequests {
    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X");
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "-1",
            "20",
            "2147483648",
            "9223372036854775808",
            "1e9",
            "NaN",
            "null",
            "true",
            "x",
            "%00",
            "%",
            "%zz",
            "%ff%fe",
            "%0d%0aSet-Cookie:%20a=b",
            "%F0%9F%8C%AC",
            "..%2f..%2f",
            "%2e%2e/",
            ";a=b",
            "'\"<b>",
            "a,b",
            "start",
            "latest",
            "live",
            "unnamed",
            "1-1",
            "zz-99999999999",
            "-",
            "a&a=b",
            "+",
            "${jndi:x}");
    private static final List<String> HEADERS = List.of(
            "Accept: text/event-stream",
            "Accept: application/json",
            "Accept: */*;q=x",
            "Accept: ",
            "Accept: nonsense",
            "Last-Event-ID: ",
            "Last-Event-ID: 1-1",
            "Last-Event-ID: 99999999999999999999-1",
            "Last-Event-ID: \u0001",
            "Last-Event-ID: a,b,c",
            "Content-Type: application/json",
            "Content-Type: ;;;",
            "Content-Type: text/csv",
            "Content-Type: multipart/form-data",
            "Content-Type: application/x-www-form-urlencoded",
            "Origin: null",
            "Origin: http://evil.example",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-origin",
            "Expect: 100-continue",
            "Prefer: wait=0",
            "Prefer: wait=-1",
            "Prefer: wait=99999999999999",
            "Prefer: ,;=",
            "Range: bytes=0-1",
            "If-None-Match: *",
            "If-Modified-Since: yesterday",
            "Cookie: a=b; \"",
            "Transfer-Encoding: nonsense",
            "Transfer-Encoding: chunked",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Content-Length: 134217729",
            "Content-Encoding: gzip",
            "Upgrade: websocket",
            "Connection: upgrade",
            "X-Requested-With: x",
            "Accept-Encoding: gzip;q=nan",
            "Accept-Language: \u00ff",
            "Authorization: Basic !!!");
    private static final List<String> BODIES = List.of(
            "",
            "station,day,temperature,rainfall\nS1,2026-01-01,1,1\n",
            "station,day\n",
            "\"",
            "\"unclosed,\n",
            "station,day,temperature,rainfall\n\"",
            "\u0000\u0000",
            "{\"a\":",
            "[[[[[[[[",
            "\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "zz\r\n",
            "\u00ff\u00fe\u00fd",
            "a=b&c=d",
            "station,station,station\n,,\n");

    private final SplittableRandom random;
    private final List<String> paths;

    FuzzRequests(SplittableRandom random, String job) {
        this.random = random;
        this.paths = List.of(
                "/api/imports",
                "/api/sample.csv?rows=",
                "/api/sample.csv?rows=5&badEvery=",
                "/api/sample.csv?seed=",
                "/api/",
                "/demo/jobs?delayMs=0&steps=",
                "/demo/jobs?steps=1&delayMs=0&size=",
                "/demo/jobs?steps=1&delayMs=0&fail=",
                "/demo/channels/fuzz?n=1&size=",
                "/demo/channels/fuzz?n=",
                "/demo/channels/fuzz?n=1&perSecond=",
                "/demo/channels/fuzz?n=1&type=",
                "/demo/channels/fuzz/raw?type=",
                "/demo/channels/",
                "/demo/channels/fuzz/",
                "/demo/channels/fuzz/end",
                "/demo/",
                "/jobcast/jobs",
                "/jobcast/jobs?page=",
                "/jobcast/jobs?state=",
                "/jobcast/jobs/",
                "/jobcast/jobs/" + job,
                "/jobcast/jobs/" + job + "/stream?from=",
                "/jobcast/jobs/" + job + "/stream?lastEventId=",
                "/jobcast/jobs/" + job + "/stream?events=",
                "/jobcast/jobs/" + job + "/events?wait=0&after=",
                "/jobcast/jobs/" + job + "/events?after=0&wait=",
                "/jobcast/jobs/" + job + "/logs",
                "/jobcast/jobs/" + job + "/result",
                "/jobcast/jobs/" + job + "/result/",
                "/jobcast/jobs/" + job + "/cancel",
                "/jobcast/channels/fuzz/stream?from=",
                "/jobcast/channels/",
                "/jobcast/stream?job=" + job + "&channel=",
                "/jobcast/stream?job=",
                "/jobcast/stream?",
                "/jobcast/health",
                "/jobcast/health/",
                "/jobcast/",
                "/jobcast//jobs//",
                "/jobcast/ui/",
                "/jobcast/jobcast.js",
                "/WEB-INF/web.xml",
                "/index.html?",
                "/app.js",
                "/");
    }

    /** The next request's bytes. */
    byte[] next() {
        StringBuilder head = new StringBuilder(pick(METHODS)).append(' ').append(target());
        head.append(random.nextInt(40) == 0 ? " HTTP/9.9" : " HTTP/1.1").append("\r\nHost: x\r\nConnection: close\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(pick(HEADERS)).append("\r\n");
        }
        String body = pick(BODIES);
        if (random.nextInt(3) > 0) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        if (random.nextInt(50) == 0) {
            head.append("X-Long: ").append("a".repeat(9_000)).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").append(body).toString().getBytes(StandardCharsets.ISO_8859_1));
        return random.nextInt(10) == 0 ? damaged(bytes.toByteArray()) : bytes.toByteArray();
    }

    private String target() {
        String path = pick(paths);
        String value = random.nextInt(20) == 0 ? "a".repeat(random.nextInt(1, 6_000)) : pick(VALUES);
        String more = random.nextInt(6) == 0
                ? "&" + pick(List.of("from", "events", "wait", "n", "steps")) + "=" + pick(VALUES)
                : "";
        return path + value + more;
    }

    private byte[] damaged(byte[] bytes) {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
