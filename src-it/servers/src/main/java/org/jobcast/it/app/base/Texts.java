package org.jobcast.it.app.base;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Plain answers and small parameters. */
final class Texts {
    private Texts() {}

    static void answer(HttpServletResponse response, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain; charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    static int number(HttpServletRequest request, String name, int standard) {
        String value = request.getParameter(name);
        return value == null ? standard : Integer.parseInt(value);
    }

    static String text(HttpServletRequest request, String name, String standard) {
        String value = request.getParameter(name);
        return value == null ? standard : value;
    }

    /** The path below that of the servlet, without its first slash. */
    static String path(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }
}
