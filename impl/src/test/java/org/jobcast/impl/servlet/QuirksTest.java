package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jobcast.impl.channel.SubscriberConnection;
import org.jobcast.impl.http.HttpAnswer;
import org.junit.jupiter.api.Test;

class QuirksTest {
    /** Takes note of what is done to it. */
    private static final class Recorded extends ServletOutputStream {
        final List<String> calls = new ArrayList<>();

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            calls.add("listener");
        }

        @Override
        public void write(int b) {
            calls.add("write");
        }

        @Override
        public void flush() {
            calls.add("flush");
        }
    }

    private static <T> T with(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    /** What the container sees when a stream is flushed twice. */
    private static List<String> flushesOn(String serverInfo) throws IOException {
        Recorded out = new Recorded();
        ServletContext servlets = with(ServletContext.class, Map.of("getServerInfo", serverInfo));
        AsyncContext context = with(
                AsyncContext.class,
                Map.of(
                        "getRequest",
                        with(ServletRequest.class, Map.of("getServletContext", servlets)),
                        "getResponse",
                        with(ServletResponse.class, Map.of("getOutputStream", out))));
        List<SubscriberConnection> opened = new ArrayList<>();
        HttpAnswer.Stream answer = new HttpAnswer.Stream(
                Map.of(),
                connection -> {
                    opened.add(connection);
                    throw new IllegalStateException("as far as this test goes");
                },
                () -> {});
        assertThatIllegalStateException().isThrownBy(() -> AsyncConnection.open(context, answer, 1024));
        opened.get(0).flush();
        out.calls.add("then");
        opened.get(0).flush();
        return out.calls;
    }

    @Test
    void theFirstFlushIsDoneTwiceWhereTheServerIgnoresIt() throws IOException {
        assertThat(flushesOn("IBM WebSphere Liberty/26.0.0.3")).containsExactly("flush", "flush", "then", "flush");
        assertThat(flushesOn("Apache Tomcat/10.1.59")).containsExactly("flush", "then", "flush");
    }

    /** As JPA 3.2 has it. */
    interface NamedFactory {
        String getName();
    }

    interface OldFactory {}

    @Test
    void beansOfOneUnitHaveOneName() {
        NamedFactory orders = () -> "orders";
        NamedFactory same = () -> "orders";
        NamedFactory others = () -> "others";
        assertThat(Quirks.areOneUnit(NamedFactory.class, List.of(orders, same))).isTrue();
        assertThat(Quirks.areOneUnit(NamedFactory.class, List.of(orders, others)))
                .isFalse();
        assertThat(Quirks.areOneUnit(NamedFactory.class, List.of())).isFalse();
        OldFactory old = new OldFactory() {};
        assertThat(Quirks.areOneUnit(OldFactory.class, List.of(old, old))).isFalse();
    }
}
