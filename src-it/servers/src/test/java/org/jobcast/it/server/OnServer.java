package org.jobcast.it.server;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the server, and the application that most of them share; both live until the last test has run. */
final class OnServer implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(OnServer.class);

    /** Closed by JUnit when everything has run. */
    private record Shared(RunningServer server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
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
        RunningServer server = store.computeIfAbsent("server", key -> new Shared(start()), Shared.class)
                .server();
        if (parameter.getParameter().getType() == RunningServer.class) {
            return server;
        }
        return store.computeIfAbsent("app", key -> deploy(server), App.class);
    }

    private static RunningServer start() {
        try {
            return RunningServer.start(Servers.chosen());
        } catch (IOException e) {
            throw new AssertionError("The server could not be started", e);
        }
    }

    private static App deploy(RunningServer server) {
        try {
            return server.deploy(Apps.usual("it"), Apps.READY);
        } catch (IOException e) {
            throw new AssertionError("The application could not be deployed", e);
        }
    }
}
