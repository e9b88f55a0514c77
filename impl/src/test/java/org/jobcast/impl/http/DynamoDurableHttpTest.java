package org.jobcast.impl.http;

import java.util.List;
import org.jobcast.test.DynamoServer;

class DynamoDurableHttpTest extends DurableHttpContract {
    private final List<String> store =
            DynamoServer.settings(DynamoServer.shared().endpoint(), DynamoServer.newTable());

    @Override
    List<String> store() {
        return store;
    }
}
