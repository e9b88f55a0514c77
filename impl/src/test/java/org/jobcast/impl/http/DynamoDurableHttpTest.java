package org.jobcast.impl.http;

import java.util.List;
import java.util.stream.Stream;
import org.jobcast.test.DynamoServer;

class DynamoDurableHttpTest extends DurableHttpContract {
    private final List<String> store = Stream.concat(
                    DynamoServer.settings(DynamoServer.shared().endpoint(), DynamoServer.newTable()).stream(),
                    // DynamoDB Local is slow, and nobody dies here.
                    Stream.of("node.lease=30s"))
            .toList();

    @Override
    List<String> store() {
        return store;
    }
}
