package org.jobcast.impl.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.URI;

/** Repairs the address of a job's stream on its way out, see {@link Quirks#bendsLocations}. */
final class StraightLocations extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String LOCATION = "Location";

    private final String jobs;

    /**
     * @param jobs the path of our jobs, context path and last slash included
     */
    StraightLocations(String jobs) {
        this.jobs = jobs;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, new Straightening(response, request.getRequestURI(), jobs));
    }

    /**
     * The path that was meant, or the text as it is. What was put before it is the path of the JAX-RS application, below which
     * the request is; the servlet path does not tell it, since TomEE answers such requests in a filter.
     */
    static String straight(String location, String request, String jobs) {
        if (!location.contains(jobs)) {
            return location;
        }
        try {
            String path = URI.create(location).getRawPath();
            int at = path == null ? -1 : path.indexOf(jobs);
            return at > 0 && (request + "/").startsWith(path.substring(0, at) + "/") ? path.substring(at) : location;
        } catch (IllegalArgumentException e) {
            return location;
        }
    }

    private static final class Straightening extends HttpServletResponseWrapper {
        private final String request;
        private final String jobs;

        Straightening(HttpServletResponse response, String request, String jobs) {
            super(response);
            this.request = request;
            this.jobs = jobs;
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, straightened(name, value));
        }

        @Override
        public void addHeader(String name, String value) {
            super.addHeader(name, straightened(name, value));
        }

        private String straightened(String name, String value) {
            return name.equalsIgnoreCase(LOCATION) ? straight(value, request, jobs) : value;
        }
    }
}
