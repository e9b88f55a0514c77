package org.jobcast.impl.http;

import java.io.IOException;
import java.util.List;
import org.jobcast.security.Caller;
import org.jspecify.annotations.Nullable;

/** A request as an adapter gives it to the router. Valid during the request. */
public interface HttpRequest {
    /**
     * The method.
     *
     * @return {@code GET}, {@code POST}, …
     */
    String method();

    /**
     * The decoded segments of the path below the base path.
     *
     * @return no segment is empty
     */
    List<String> path();

    /**
     * Whether the path ends with a slash, which its segments do not show.
     *
     * @return true for {@code /jobcast/ui/}
     */
    boolean endsWithSlash();

    /**
     * The query as it was sent.
     *
     * @return the raw text, null for none
     */
    @Nullable String rawQuery();

    /**
     * The first header of a name.
     *
     * @param name the header's name, in any case
     * @return its value, null for none
     */
    @Nullable String header(String name);

    /**
     * Whether the connection carries one request at a time, as HTTP/1 does.
     *
     * @return false for HTTP/2 and later, which knows no {@code Connection} header
     */
    boolean isHttp1();

    /**
     * Reads the body. Waits for the client.
     *
     * @param max how many bytes at most
     * @return the body, or its first bytes if it has more
     * @throws IOException if the client is gone
     */
    byte[] body(int max) throws IOException;

    /**
     * Who sends it.
     *
     * @return the caller
     */
    Caller caller();
}
