package org.jobcast.impl.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jobcast.security.Caller;

/** A request without a container, and who sends it. */
record Asked(String method, List<String> path, String rawQuery, Map<String, String> sent, User caller, byte[] content)
        implements HttpRequest {
    /** A caller; the empty name is nobody. */
    record User(String principal, Set<String> roles, String address) implements Caller {
        @Override
        public Optional<String> name() {
            return Optional.of(principal).filter(name -> !name.isEmpty());
        }

        @Override
        public boolean isInRole(String role) {
            return roles.contains(role);
        }
    }

    static final User NOBODY = new User("", Set.of(), "192.0.2.1");

    static Asked of(String method, String uri, String... headers) {
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        Map<String, String> sent = new TreeMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            sent.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        if (path.endsWith("/")) {
            sent.put("x-slash", "");
        }
        List<String> segments =
                Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
        return new Asked(method, segments, mark < 0 ? null : uri.substring(mark + 1), sent, NOBODY, new byte[0]);
    }

    Asked by(String principal, String... roles) {
        return new Asked(method, path, rawQuery, sent, new User(principal, Set.of(roles), caller.address()), content);
    }

    Asked from(String address) {
        return new Asked(method, path, rawQuery, sent, new User(caller.principal(), caller.roles(), address), content);
    }

    Asked with(String body) {
        return with(body.getBytes(StandardCharsets.UTF_8));
    }

    Asked with(byte[] body) {
        return new Asked(method, path, rawQuery, sent, caller, body);
    }

    @Override
    public byte[] body(int max) {
        return Arrays.copyOf(content, Math.min(max, content.length));
    }

    /** HTTP/2 if it has a header of that name, which no client sends. */
    @Override
    public boolean isHttp1() {
        return !sent.containsKey("x-http2");
    }

    @Override
    public boolean endsWithSlash() {
        return sent.containsKey("x-slash");
    }

    @Override
    public String header(String name) {
        return sent.get(name.toLowerCase(Locale.ROOT));
    }
}
