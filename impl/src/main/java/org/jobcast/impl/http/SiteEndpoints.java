package org.jobcast.impl.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jobcast.security.Access.Action;
import org.jspecify.annotations.Nullable;

/** The files for browsers: the client for everybody, the dashboard for those whom the access policy lets in. */
final class SiteEndpoints {
    /** Nothing from elsewhere and nothing inline: what a job says can be no script even if it became HTML. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final String UI = "ui";

    private final SiteFiles files;
    private final AccessGuard guard;
    private final Answers answers;

    SiteEndpoints(SiteFiles files, AccessGuard guard, Answers answers) {
        this.files = files;
        this.guard = guard;
        this.answers = answers;
    }

    /** The file that a path leads to, for this caller; that of the dashboard is its page. */
    Optional<SiteFile> find(HttpRequest request) {
        List<String> path = request.path();
        boolean ui = !path.isEmpty() && path.get(0).equals(UI);
        return find(path, request.endsWithSlash())
                .filter(file -> !ui || guard.allows(request.caller(), Action.DASHBOARD));
    }

    private Optional<SiteFile> find(List<String> path, boolean slash) {
        if (path.equals(List.of(UI))) {
            return files.find(UI + "/index.html");
        }
        return slash ? Optional.empty() : files.find(String.join("/", path));
    }

    /** The page's own links are relative, so its address has to end with a slash. */
    private HttpAnswer toUi(@Nullable String rawQuery) {
        String location = UI + "/" + (rawQuery == null ? "" : "?" + rawQuery);
        return answers.empty(308, Map.of("Location", location, "Cache-Control", "no-cache", "Content-Length", "0"));
    }

    HttpAnswer answer(HttpRequest request, Query query, SiteFile file) {
        if (request.path().equals(List.of(UI)) && !request.endsWithSlash()) {
            return toUi(request.rawQuery());
        }
        boolean compressed = file.isCompressible() && takesGzip(request.header("Accept-Encoding"));
        String tag = '"' + file.hash() + (compressed ? "-gzip\"" : "\"");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", file.hash().equals(query.first("v")) ? FOREVER : "no-cache");
        headers.put("ETag", tag);
        headers.put("Vary", "Accept-Encoding");
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("X-Content-Type-Options", "nosniff");
        if (isKnown(request.header("If-None-Match"), tag)) {
            return answers.empty(304, headers);
        }
        if (compressed) {
            headers.put("Content-Encoding", "gzip");
        }
        return answers.file(file.type(), headers, file.content(compressed));
    }

    private static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] coding = part.strip().split("\\s*;\\s*", 2);
            if (coding[0].equals("gzip")) {
                return coding.length == 1 || !coding[1].matches("q\\s*=\\s*0(\\.0*)?");
            }
        }
        return false;
    }

    /** Compares weakly, as RFC 9110 says: a proxy that compresses makes the tag weak. */
    private static boolean isKnown(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String part : ifNoneMatch.split(",", -1)) {
            String known = part.strip();
            if (known.equals("*") || (known.startsWith("W/") ? known.substring(2) : known).equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
