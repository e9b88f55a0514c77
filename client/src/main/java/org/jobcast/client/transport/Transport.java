package org.jobcast.client.transport;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Sends requests. Thread-safe; holds nothing that has to be closed. */
public interface Transport {
    /**
     * Sends a request and waits for the head of the answer. Redirections are not followed.
     *
     * @param call the request
     * @return the answer, to be closed
     * @throws IOException if there is none in time
     * @throws InterruptedException if the thread is interrupted
     */
    Answer send(Call call) throws IOException, InterruptedException;

    /**
     * The base of the URIs that this transport serves, with the path of the contract and without a slash at the end.
     *
     * @return an absolute HTTP URI
     */
    URI base();

    /**
     * Chooses the transport for a base URI: {@code http://host:port/path}, {@code https://host/path} or
     * {@code unix:/file.sock}, {@code unix:/file.sock:/path}. No path means {@code /jobcast}.
     *
     * @param base the base URI
     * @param connectTimeout how long to wait for a connection over TCP; a local socket connects at once or not at all
     * @return the transport
     * @throws IllegalArgumentException if it is no such URI
     */
    static Transport of(URI base, Duration connectTimeout) {
        String scheme = base.getScheme() == null ? "" : base.getScheme();
        return switch (scheme) {
            case "http", "https" -> TcpTransport.of(base, connectTimeout);
            case "unix" -> UnixTransport.of(base);
            default ->
                throw new IllegalArgumentException(
                        "not " + base + " but http://host/path, https://host/path or unix:/file.sock:/path");
        };
    }
}
