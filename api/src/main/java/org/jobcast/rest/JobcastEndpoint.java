package org.jobcast.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import java.util.List;

/**
 * Answers the requests that {@link JobcastResource} gets. Inject it into a resource of your own to serve a part of the
 * contract, say the stream of one job, under a path that you choose. Thread-safe; waits for no client.
 */
public interface JobcastEndpoint {
    /**
     * Answers a request as the built-in endpoint would. Call it on the thread of the request, once.
     *
     * @param request the request, for its method, query, headers and caller
     * @param response the response; nothing was written to it
     * @param path the decoded segments below the base path, such as {@code jobs}, {@code 4711}, {@code stream}
     * @param answer the answer; resumed unless the answer is a stream, which is written directly
     */
    void handle(HttpServletRequest request, HttpServletResponse response, List<String> path, AsyncResponse answer);
}
