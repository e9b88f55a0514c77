package org.jobcast.it.app.plain;

import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;

/** Lets everything through and says nothing of asynchronous requests, which is easily forgotten. */
@WebFilter(filterName = "forgetful", urlPatterns = "/*")
public class PlainFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
}
