package org.jobcast.sample;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jobcast.JobcastException;
import org.jobcast.channel.Channel;
import org.jobcast.channel.Channels;
import org.jobcast.channel.Event;
import org.jobcast.job.JobRegistry;

/**
 * Publishes to channels: {@code POST /demo/channels/{name}?n=&size=&perSecond=&type=}, {@code …/{name}/raw?type=} and
 * {@code …/{name}/end}. A plain servlet, because benchmarks count its processor time.
 */
@WebServlet("/demo/channels/*")
public class DemoChannelServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_EVENTS = 10_000_000;
    private static final int MAX_SIZE = 1024 * 1024;

    @Inject
    transient Channels channels;

    @Inject
    transient JobRegistry jobs;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo().substring(1);
        int slash = path.indexOf('/');
        String name = slash < 0 ? path : path.substring(0, slash);
        try {
            switch (slash < 0 ? "" : path.substring(slash + 1)) {
                case "" -> publish(name, request, response);
                case "raw" -> publishRaw(name, request, response);
                case "end" -> end(name, response);
                default -> answer(response, 404, "text/plain", "no such operation on a channel\n");
            }
        } catch (IllegalArgumentException | JobcastException e) {
            int status = e instanceof IllegalArgumentException ? 400 : 503;
            answer(response, status, "text/plain", e.getMessage() + "\n");
        }
    }

    private void publish(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TimedEvents events = new TimedEvents(
                channels.open(name),
                type(request),
                number(request, "n", 100, 0, MAX_EVENTS),
                number(request, "size", 100, 0, MAX_SIZE),
                number(request, "perSecond", 0, 0, MAX_EVENTS));
        if (events.perSecond() > 0 && events.n() > 0) {
            String job = jobs.submit("demo-publish", context -> Map.of("published", events.publish(context)))
                    .id();
            answer(response, 202, "application/json", "{\"publishing\":" + events.n() + ",\"job\":\"" + job + "\"}\n");
        } else {
            published(response, events.channel(), events.publish(null));
        }
    }

    private void publishRaw(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_SIZE + 1);
        if (body.length > MAX_SIZE) {
            answer(response, 413, "text/plain", "at most " + MAX_SIZE + " bytes\n");
            return;
        }
        Channel channel = channels.open(name);
        boolean sent = channel.send(type(request), new String(body, StandardCharsets.UTF_8));
        published(response, channel, sent ? 1 : 0);
    }

    private void end(String name, HttpServletResponse response) throws IOException {
        answer(response, 200, "application/json", "{\"ended\":" + channels.end(name) + "}\n");
    }

    private static void published(HttpServletResponse response, Channel channel, int count) throws IOException {
        long last = channel.snapshot().last();
        String id = channel.read(Math.max(0, last - 1), 1).stream()
                .map(Event::id)
                .findFirst()
                .orElse("");
        answer(response, 200, "application/json", "{\"published\":" + count + ",\"last\":\"" + id + "\"}\n");
    }

    /** Only from the query: looking for a parameter by the servlet API would read the body of a form. */
    private static String type(HttpServletRequest request) {
        return Query.of(request.getQueryString()).getOrDefault("type", "message");
    }

    private static int number(HttpServletRequest request, String name, int standard, int min, int max) {
        String value = Query.of(request.getQueryString()).get(name);
        if (value == null) {
            return standard;
        }
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < min || Integer.parseInt(value) > max) {
            throw new IllegalArgumentException(name + " must be a number from " + min + " to " + max);
        }
        return Integer.parseInt(value);
    }

    private static void answer(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type + (type.startsWith("text/") ? "; charset=UTF-8" : ""));
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
