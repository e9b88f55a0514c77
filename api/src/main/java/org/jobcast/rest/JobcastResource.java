package org.jobcast.rest;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.PathSegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP contract of jobcast as a JAX-RS resource, to serve it under a path of the application beside, or instead of,
 * the built-in endpoint, and behind the application's own filters:
 *
 * <pre>{@code
 * @Path("work")
 * public class MyJobs extends JobcastResource {}
 * }</pre>
 *
 * <p>{@code GET …/work/jobs/{id}/stream} and all the rest answer as they do under {@code /jobcast}, byte for byte. Streams
 * are written by the servlet API, past the JAX-RS implementation, so they cost no thread. All filters in front of it must
 * be {@code async-supported}, else the JAX-RS implementation refuses every request, with a status of its own.
 *
 * <p>Thread-safe: it holds the endpoint only.
 */
public class JobcastResource {
    private static final String ANY = "{path: .*}";

    @Inject
    private @Nullable JobcastEndpoint endpoint;

    /** For the container. */
    public JobcastResource() {}

    /**
     * Answers GET.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @GET
    @Path(ANY)
    public void get(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    /**
     * Answers HEAD.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @HEAD
    @Path(ANY)
    public void head(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    /**
     * Answers POST.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @POST
    @Path(ANY)
    public void post(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    /**
     * Answers PUT.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @PUT
    @Path(ANY)
    public void put(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    /**
     * Answers PATCH.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @PATCH
    @Path(ANY)
    public void patch(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    /**
     * Answers DELETE.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @DELETE
    @Path(ANY)
    public void delete(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    /**
     * Answers OPTIONS.
     *
     * @param path the path below that of the resource
     * @param request the request
     * @param response the response
     * @param answer the answer
     */
    @OPTIONS
    @Path(ANY)
    public void options(
            @PathParam("path") List<PathSegment> path,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse answer) {
        handle(path, request, response, answer);
    }

    private void handle(
            List<PathSegment> path, HttpServletRequest request, HttpServletResponse response, AsyncResponse answer) {
        List<String> segments = path.stream()
                .map(PathSegment::getPath)
                .filter(segment -> !segment.isEmpty())
                .toList();
        Optional.ofNullable(endpoint)
                .orElseThrow(() -> new IllegalStateException("jobcast was not injected into "
                        + getClass().getName() + ": the JAX-RS implementation has to work with CDI (Jersey needs"
                        + " jersey-cdi1x-servlet on Tomcat and Jetty)"))
                .handle(request, response, segments, answer);
    }
}
