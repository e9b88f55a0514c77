package org.jobcast.client.transport;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * HTTP/1.1 over a Unix domain socket, which the JDK's HTTP client cannot do. One connection for each request: to a process
 * of the same machine that costs next to nothing, and a stream ends with its connection anyway.
 */
final class UnixTransport implements Transport {
    private static final String AUTHORITY = "localhost";

    private final Path socket;
    private final URI base;

    private UnixTransport(Path socket, URI base) {
        this.socket = socket;
        this.base = base;
    }

    static UnixTransport of(URI uri) {
        String path = uri.getPath();
        if (path == null || !path.startsWith("/") || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a socket is named by its absolute path, unix:/file.sock, not " + uri);
        }
        int colon = path.indexOf(":/");
        String file = colon < 0 ? path : path.substring(0, colon);
        String below = Paths.base(colon < 0 ? "" : path.substring(colon + 1));
        return new UnixTransport(Path.of(file), http(below));
    }

    private static URI http(String path) {
        try {
            return new URI("http", AUTHORITY, path, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no path of HTTP: " + path, e);
        }
    }

    @Override
    public URI base() {
        return base;
    }

    @Override
    public Answer send(Call call) throws IOException, InterruptedException {
        if (!AUTHORITY.equals(call.uri().getRawAuthority())) {
            throw new IOException("the server at " + socket + " redirects to " + call.uri() + ", which is elsewhere");
        }
        long deadline = System.nanoTime() + call.within().toNanos();
        SocketReader connection = SocketReader.connect(socket);
        try {
            connection.write(head(call), deadline);
            return UnixAnswer.read(connection, deadline);
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static byte[] head(Call call) {
        String query = call.uri().getRawQuery() == null ? "" : "?" + call.uri().getRawQuery();
        StringBuilder head = new StringBuilder(call.method())
                .append(' ')
                .append(call.uri().getRawPath())
                .append(query)
                .append(" HTTP/1.1\r\n");
        line(head, "Host", AUTHORITY);
        line(head, "Connection", "close");
        if (!call.method().equals("GET")) {
            line(head, "Content-Length", "0");
        }
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            line(head, header.getKey(), header.getValue());
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
