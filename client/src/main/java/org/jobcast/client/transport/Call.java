package org.jobcast.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A request without a body.
 *
 * @param method {@code GET}, {@code POST} or {@code DELETE}
 * @param uri where to, absolute
 * @param headers each name once; {@code Host} and {@code Connection} are the transport's
 * @param within how long the head of the answer may take
 */
public record Call(String method, URI uri, Map<String, String> headers, Duration within) {
    Call to(URI other, Map<String, String> otherHeaders) {
        return new Call(method, other, otherHeaders, within);
    }
}
