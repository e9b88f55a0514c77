package org.jobcast.impl.http;

import java.util.ArrayList;
import java.util.List;
import org.jobcast.test.DynamoServer;

class DynamoOutageHttpTest extends StoreOutageContract {
    private DynamoServer server;

    @Override
    List<String> begin() {
        server = DynamoServer.start();
        List<String> settings = new ArrayList<>(DynamoServer.settings(server.endpoint(), DynamoServer.newTable()));
        // A request that waits for DynamoDB in vain makes the outage longer than the lease.
        settings.addAll(List.of("dynamodb.timeout=10s", "node.lease=10s"));
        return settings;
    }

    @Override
    void crash() {
        server.stop();
    }

    @Override
    void recover() {
        server.resume();
    }

    @Override
    void end() {
        server.close();
    }
}
