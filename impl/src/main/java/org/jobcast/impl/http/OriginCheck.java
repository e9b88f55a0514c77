package org.jobcast.impl.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that change something when a page of another origin had the browser send them. A browser says so by
 * {@code Sec-Fetch-Site} (Fetch Metadata) or {@code Origin}; a request with a header that pages cannot set across origins
 * without asking first is let through, and so is one that comes from no browser.
 */
final class OriginCheck {
    private static final Set<String> HARMLESS_SITES = Set.of("same-origin", "none");

    private final List<String> allowedOrigins;

    OriginCheck(List<String> allowedOrigins) {
        this.allowedOrigins = List.copyOf(allowedOrigins);
    }

    boolean allows(HttpRequest request) {
        String origin = request.header("Origin");
        if (request.header("X-Requested-With") != null || (origin != null && allowedOrigins.contains(origin))) {
            return true;
        }
        String site = request.header("Sec-Fetch-Site");
        if (site != null) {
            return HARMLESS_SITES.contains(site.toLowerCase(Locale.ROOT));
        }
        return origin == null || isOwn(origin, request.header("Host"));
    }

    /** Compares host and port as texts: a URI parser refuses hosts with an underscore, which private networks have. */
    private static boolean isOwn(String origin, @Nullable String host) {
        int colon = origin.indexOf("://");
        if (host == null || host.isEmpty() || colon < 0) {
            return false;
        }
        String scheme = origin.substring(0, colon);
        String standard = scheme.equals("https") ? ":443" : ":80";
        return withPort(origin.substring(colon + 3), standard).equalsIgnoreCase(withPort(host, standard));
    }

    private static String withPort(String authority, String standard) {
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        return hasPort ? authority : authority + standard;
    }
}
