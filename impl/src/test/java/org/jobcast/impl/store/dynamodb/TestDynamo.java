package org.jobcast.impl.store.dynamodb;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jobcast.spi.StoreContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A second way into the table of a store under test. */
final class TestDynamo implements AutoCloseable {
    final DynamoDbClient client;
    private final String table;

    /** What a store is told of its application. */
    record Context(Map<String, String> settings, ClassLoader classLoader, InstantSource clock) implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }
    }

    TestDynamo(String endpoint, String table) {
        this.table = table;
        this.client = DynamoDbClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    /** Names and values of settings by turns, without the beginning that all have. */
    static StoreContext context(String endpoint, String table, String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("jobcast.dynamodb.endpoint", endpoint);
        settings.put("jobcast.dynamodb.region", "eu-central-1");
        settings.put("jobcast.dynamodb.access-key", "test");
        settings.put("jobcast.dynamodb.secret-key", "test");
        settings.put("jobcast.dynamodb.table", table);
        settings.put("jobcast.dynamodb.timeout", "PT30S");
        for (int i = 0; i < more.length; i += 2) {
            settings.put("jobcast.dynamodb." + more[i], more[i + 1]);
        }
        return new Context(settings, TestDynamo.class.getClassLoader(), InstantSource.system());
    }

    static DynamoStore open(String endpoint, String table, String... more) {
        return (DynamoStore) new DynamoStoreProvider().open(context(endpoint, table, more));
    }

    static DynamoStore open(InstantSource clock, String endpoint, String table) {
        Context context = (Context) context(endpoint, table);
        return DynamoStore.open(new Context(context.settings(), context.classLoader(), clock));
    }

    static DynamoStore open(LongSupplier nanoTime, String endpoint, String table) {
        return DynamoStore.open(context(endpoint, table), nanoTime);
    }

    /** Everything in the table. */
    List<Item> items() {
        List<Item> items = new ArrayList<>();
        client.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).stream()
                .forEach(page -> page.items().forEach(item -> items.add(new Item(item))));
        return items;
    }

    /** Everything in a partition, in order. */
    List<Item> items(String pk) {
        List<Item> items = new ArrayList<>();
        client
                .queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(pk))))
                .stream()
                .forEach(page -> page.items().forEach(item -> items.add(new Item(item))));
        return items;
    }

    void put(Item item) {
        client.putItem(put -> put.tableName(table).item(item.attributes()));
    }

    void delete(Key key) {
        client.deleteItem(delete -> delete.tableName(table).key(key.attributes()));
    }

    /** What DynamoDB does in the end with everything that has a time to live. */
    void expire() {
        items().stream().filter(item -> item.has(Names.TTL)).forEach(item -> delete(item.key()));
    }

    @Override
    public void close() {
        client.close();
    }
}
