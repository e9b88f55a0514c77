package org.jobcast.it.server;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the server, and the application that most of them share; both live until the last test has run. */
final class OnServer implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(OnServer.class);

    /** Closed by JUnit when everything has run. What has failed once is not tried again for each test. */
    private record Shared<T>(T value, Throwable failure) implements AutoCloseable {
        static <T> Shared<T> of(Callable<T> source) {
            try {
                return new Shared<>(source.call(), null);
            } catch (Exception | AssertionError e) {
                return new Shared<>(null, e);
            }
        }

        T get() {
            if (failure != null) {
                throw new AssertionError("It has failed before this test: " + failure.getMessage(), failure);
            }
            return value;
        }

        @Override
        public void close() {
            if (value instanceof RunningServer server) {
                server.close();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningServer.class || type == App.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        RunningServer server = (RunningServer) shared(store, "server", () -> RunningServer.start(Servers.chosen()));
        if (parameter.getParameter().getType() == RunningServer.class) {
            return server;
        }
        return shared(store, "app", () -> server.deploy(Apps.usual("it"), Apps.READY));
    }

    private static Object shared(ExtensionContext.Store store, String key, Callable<?> source) {
        return store.computeIfAbsent(key, any -> Shared.of(source), Shared.class)
                .get();
    }
}
