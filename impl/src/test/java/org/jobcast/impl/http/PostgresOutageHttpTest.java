package org.jobcast.impl.http;

import java.util.List;
import org.jobcast.test.PostgresServer;

class PostgresOutageHttpTest extends StoreOutageContract {
    private PostgresServer server;

    @Override
    List<String> begin() {
        server = PostgresServer.start();
        return List.of("store=jpa", "jpa.url=" + server.newDatabase());
    }

    @Override
    void crash() {
        server.stop();
    }

    @Override
    void recover() {
        server.start("on");
    }

    @Override
    void end() {
        server.close();
    }
}
