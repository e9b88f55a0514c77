package org.jobcast.impl.http;

import java.net.URI;
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

    private static boolean isOwn(String origin, @Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            if (uri.getHost() == null || uri.getScheme() == null) {
                return false;
            }
            int standard = uri.getScheme().equals("https") ? 443 : 80;
            int port = uri.getPort() < 0 ? standard : uri.getPort();
            URI own = URI.create(uri.getScheme() + "://" + host);
            int ownPort = own.getPort() < 0 ? standard : own.getPort();
            return uri.getHost().equalsIgnoreCase(own.getHost()) && port == ownPort;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
