package org.jobcast.client.transport;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows redirections, which the JDK's client would do with every header: a token must not go to whoever a server names.
 * To another origin go only headers that say nothing about the caller, and never from TLS to plain text.
 */
public final class Redirects {
    private static final int MAX = 5;
    private static final Set<Integer> FOR_GET = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> FOR_ALL = Set.of(307, 308);
    private static final Set<String> HARMLESS = Set.of("accept", "last-event-id", "prefer");

    private Redirects() {}

    /**
     * Sends a request and follows up to {@value #MAX} redirections of it.
     *
     * @param transport what sends it
     * @param call the request
     * @return the last answer; a redirection only if it must not be followed with this method
     * @throws IOException if there is no answer, or a redirection leads nowhere
     * @throws InterruptedException if the thread is interrupted
     */
    public static Answer follow(Transport transport, Call call) throws IOException, InterruptedException {
        Call next = call;
        for (int hops = 0; hops <= MAX; hops++) {
            Answer answer = transport.send(next);
            Set<Integer> followed = call.method().equals("GET") ? FOR_GET : FOR_ALL;
            Optional<String> location = answer.header("Location");
            if (!followed.contains(answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.close();
            next = next(next, location.get());
        }
        throw new IOException("more than " + MAX + " redirections, the last one to " + next.uri());
    }

    private static Call next(Call call, String location) throws IOException {
        URI target;
        try {
            target = call.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirection to what is no address: " + location, e);
        }
        String scheme = target.getScheme();
        if (target.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IOException("a redirection to what is no web address: " + location);
        }
        if ("https".equals(call.uri().getScheme()) && "http".equals(scheme)) {
            throw new IOException("a redirection from TLS to plain text is not followed: " + location);
        }
        return call.to(target, isSameOrigin(call.uri(), target) ? call.headers() : harmless(call.headers()));
    }

    private static boolean isSameOrigin(URI a, URI b) {
        return a.getScheme().equals(b.getScheme()) && a.getHost().equalsIgnoreCase(b.getHost()) && port(a) == port(b);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static Map<String, String> harmless(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header -> HARMLESS.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
