package org.jobcast.it.app.base;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jobcast.channel.Channel;
import org.jobcast.channel.Channels;

/**
 * Publishes: {@code POST /it/channels/{name}?n=&size=} sends numbered events and answers how long one call took at most in
 * microseconds, {@code …/{name}/raw?type=} sends the body as it is, {@code …/{name}/end} ends the channel.
 */
@WebServlet("/it/channels/*")
public class ChannelsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient Channels channels;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = Texts.path(request).split("/", 2);
        Channel channel = channels.open(path[0]);
        switch (path.length == 1 ? "" : path[1]) {
            case "" -> Texts.answer(response, 200, String.valueOf(publish(channel, request)));
            case "raw" -> {
                byte[] body = request.getInputStream().readAllBytes();
                channel.send(Texts.text(request, "type", "message"), new String(body, StandardCharsets.UTF_8));
                Texts.answer(response, 200, "sent\n");
            }
            case "end" -> Texts.answer(response, 200, String.valueOf(channels.end(path[0])));
            default -> Texts.answer(response, 404, "no such operation\n");
        }
    }

    private static long publish(Channel channel, HttpServletRequest request) {
        int from = Texts.number(request, "from", 0);
        int count = Texts.number(request, "n", 1);
        String text = "x".repeat(Texts.number(request, "size", 0));
        String producer = Texts.text(request, "producer", "p");
        long longest = 0;
        for (int i = from; i < from + count; i++) {
            long begin = System.nanoTime();
            channel.send("tick", Map.of("p", producer, "i", i, "text", text));
            longest = Math.max(longest, System.nanoTime() - begin);
        }
        return longest / 1000;
    }
}
