package org.jobcast.it.server;

import java.io.IOException;

/** An application that is undeployed when it is closed. */
record Deployed(App app, String ready) implements AutoCloseable {
    static Deployed on(RunningServer server, WarFile war) throws IOException {
        return on(server, war, Apps.READY);
    }

    static Deployed on(RunningServer server, WarFile war, String ready) throws IOException {
        return new Deployed(server.deploy(war, ready), ready);
    }

    @Override
    public void close() throws IOException {
        app.server().undeploy(app.name(), ready);
    }
}
