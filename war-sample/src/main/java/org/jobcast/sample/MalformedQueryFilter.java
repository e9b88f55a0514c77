package org.jobcast.sample;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Answers 400 to a query with a broken percent-encoding. Jersey 3.1 would answer 500 if, in addition, the content type is
 * that of a form and there is no body.
 */
@WebFilter(
        urlPatterns = {"/api/*", "/demo/*"},
        asyncSupported = true)
public class MalformedQueryFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9a-fA-F]{2})");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String query = request.getQueryString();
        if (query != null && BROKEN.matcher(query).find()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else {
            chain.doFilter(request, response);
        }
    }
}
