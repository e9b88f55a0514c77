package org.jobcast.impl.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jobcast.impl.http.HttpRequest;
import org.jobcast.security.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A servlet request as the router sees it.
 *
 * @param servletRequest the request
 * @param path the decoded segments below the base path
 */
public record ServletRequestView(HttpServletRequest servletRequest, List<String> path) implements HttpRequest, Caller {
    /** More segments than any path of the contract has. */
    private static final int MAX_SEGMENTS = 8;

    /**
     * Reads the path from what the container has decoded.
     *
     * @param request the request
     * @param pathInfo the path below the base path, null for none
     * @return the view
     */
    public static ServletRequestView of(HttpServletRequest request, @Nullable String pathInfo) {
        String path = pathInfo == null ? "" : pathInfo;
        List<String> segments = Arrays.stream(path.split("/", MAX_SEGMENTS))
                .filter(segment -> !segment.isEmpty())
                .toList();
        return new ServletRequestView(request, segments);
    }

    @Override
    public String method() {
        return servletRequest.getMethod();
    }

    /** Of the raw path: the container has taken path parameters and empty segments out of what it has decoded. */
    @Override
    public boolean endsWithSlash() {
        return servletRequest.getRequestURI().endsWith("/");
    }

    @Override
    public @Nullable String rawQuery() {
        return servletRequest.getQueryString();
    }

    @Override
    public @Nullable String header(String name) {
        return servletRequest.getHeader(name);
    }

    @Override
    public boolean isHttp1() {
        return servletRequest.getProtocol().startsWith("HTTP/1");
    }

    @Override
    public byte[] body(int max) throws IOException {
        return servletRequest.getInputStream().readNBytes(max);
    }

    @Override
    public Caller caller() {
        return this;
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(servletRequest.getUserPrincipal()).map(Principal::getName);
    }

    @Override
    public boolean isInRole(String role) {
        return servletRequest.isUserInRole(role);
    }

    @Override
    public String address() {
        return String.valueOf(servletRequest.getRemoteAddr());
    }
}
