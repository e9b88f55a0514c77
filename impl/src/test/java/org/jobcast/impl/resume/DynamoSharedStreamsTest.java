package org.jobcast.impl.resume;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jobcast.impl.store.Stores;
import org.jobcast.spi.Store;
import org.jobcast.test.DynamoServer;

class DynamoSharedStreamsTest extends SharedStreamsContract {
    @Override
    Supplier<Store> newStore() {
        Map<String, String> settings = new HashMap<>();
        for (String setting : DynamoServer.settings(DynamoServer.shared().endpoint(), DynamoServer.newTable())) {
            String[] parts = setting.split("=", 2);
            settings.put("jobcast." + parts[0], parts[1]);
        }
        settings.put("jobcast.dynamodb.timeout", "PT30S");
        return () -> Stores.open("dynamodb", settings, InstantSource.system());
    }
}
