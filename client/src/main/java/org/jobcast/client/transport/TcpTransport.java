package org.jobcast.client.transport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP client. HTTP/2 over TLS where the server has it; HTTP/1.1 without, where asking for more upsets proxies. */
final class TcpTransport implements Transport {
    private final URI base;
    private final HttpClient client;

    private TcpTransport(URI base, HttpClient client) {
        this.base = base;
        this.client = client;
    }

    static TcpTransport of(URI base, Duration connectTimeout) {
        if (base.getHost() == null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException("a base URI has a host, no query and no fragment: " + base);
        }
        if (base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("credentials belong into a header or a token, not into the URI");
        }
        String path = Paths.base(base.getRawPath() == null ? "" : base.getRawPath());
        boolean tls = "https".equals(base.getScheme());
        HttpClient client = HttpClient.newBuilder()
                .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
        return new TcpTransport(URI.create(base.getScheme() + "://" + base.getRawAuthority() + path), client);
    }

    @Override
    public URI base() {
        return base;
    }

    @Override
    public Answer send(Call call) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(call.uri()).method(call.method(), HttpRequest.BodyPublishers.noBody());
        call.headers().forEach(request::header);
        CompletableFuture<HttpResponse<PulledBody>> answer =
                client.sendAsync(request.build(), head -> new PulledBody());
        try {
            return new TcpAnswer(answer.get(call.within().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            give(answer);
            throw new HttpTimeoutException("no answer within " + call.within().toMillis() + " ms");
        } catch (InterruptedException e) {
            give(answer);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException io ? io : new IOException(cause);
        }
    }

    /** Gives an answer up, also if it comes at this very moment. */
    private static void give(CompletableFuture<HttpResponse<PulledBody>> answer) {
        answer.whenComplete((late, failed) -> {
            if (late != null) {
                late.body().close();
            }
        });
        answer.cancel(true);
    }

    private record TcpAnswer(HttpResponse<PulledBody> response) implements Answer {
        @Override
        public int status() {
            return response.statusCode();
        }

        @Override
        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        @Override
        public @Nullable ByteBuffer read(Duration within) throws IOException, InterruptedException {
            return response.body().read(within);
        }

        @Override
        public void close() {
            response.body().close();
        }
    }
}
