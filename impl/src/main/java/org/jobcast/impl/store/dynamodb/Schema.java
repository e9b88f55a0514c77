package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** The table itself: made, or looked at, at the start. An item in it says which version of jobcast's layout it has. */
final class Schema {
    private static final System.Logger LOG = System.getLogger(Schema.class.getName());
    private static final int VERSION = 1;
    private static final String NUMBER = "version";
    private static final int FIRST_ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Table table;
    private final DynamoDbClient client;

    Schema(Table table) {
        this.table = table;
        this.client = table.client();
    }

    /**
     * Does what the mode says; waits for the network.
     *
     * @throws IllegalStateException if the table is missing or is not jobcast's, or if a newer version has made it
     */
    void prepare(DynamoSettings.SchemaMode mode) {
        if (mode == DynamoSettings.SchemaMode.NONE) {
            return;
        }
        TableDescription found = describePatiently();
        if (found == null) {
            if (mode == DynamoSettings.SchemaMode.VALIDATE) {
                throw new IllegalStateException("jobcast.store=dynamodb: there is no table " + table.name()
                        + "; create it, or set " + DynamoSettings.PREFIX + "schema=create");
            }
            create();
        }
        validate(active());
        timeToLive(mode);
        version(mode);
    }

    /** The first request of an application that starts may take longer than any other. */
    private @Nullable TableDescription describePatiently() {
        for (int attempt = 1; ; attempt++) {
            try {
                return describe();
            } catch (StoreException e) {
                if (attempt == FIRST_ATTEMPTS) {
                    throw e;
                }
                LOG.log(System.Logger.Level.INFO, "DynamoDB does not answer yet; it is asked again");
            }
        }
    }

    private @Nullable TableDescription describe() {
        return table.calls().call(() -> Found.of(client, table.name())).description();
    }

    /** What is said of the table, nothing if there is none. */
    private record Found(@Nullable TableDescription description) {
        static Found of(DynamoDbClient client, String table) {
            try {
                return new Found(client.describeTable(request -> request.tableName(table))
                        .table());
            } catch (ResourceNotFoundException e) {
                return new Found(null);
            }
        }
    }

    private void create() {
        List<String> keys = new ArrayList<>(List.of(Names.PK, Names.SK));
        List<GlobalSecondaryIndex> indexes = new ArrayList<>();
        for (Index index : Index.values()) {
            keys.addAll(List.of(index.partition(), index.sort()));
            indexes.add(GlobalSecondaryIndex.builder()
                    .indexName(index.label())
                    .keySchema(keySchema(index.partition(), index.sort()))
                    .projection(projection(index))
                    .build());
        }
        CreateTableRequest request = CreateTableRequest.builder()
                .tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(keys.stream()
                        .distinct()
                        .map(key -> AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(keySchema(Names.PK, Names.SK))
                .globalSecondaryIndexes(indexes)
                .build();
        boolean created = table.calls().call(() -> create(request));
        if (created) {
            LOG.log(System.Logger.Level.INFO, "created the table {0} of DynamoDB", table.name());
        }
    }

    private boolean create(CreateTableRequest request) {
        try {
            client.createTable(request);
            return true;
        } catch (ResourceInUseException e) {
            // Another node was faster.
            return false;
        }
    }

    private static List<KeySchemaElement> keySchema(String partition, String sort) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(partition)
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(sort)
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private static Projection projection(Index index) {
        return index.more().isEmpty()
                ? Projection.builder().projectionType(ProjectionType.KEYS_ONLY).build()
                : Projection.builder()
                        .projectionType(ProjectionType.INCLUDE)
                        .nonKeyAttributes(index.more())
                        .build();
    }

    private TableDescription active() {
        return table.calls()
                .call(() -> table.calls().patiently(PATIENCE, () -> {
                    TableDescription now = Found.of(client, table.name()).description();
                    return now != null && isActive(now) ? now : null;
                }));
    }

    private static boolean isActive(TableDescription now) {
        boolean usable = now.tableStatus() == TableStatus.ACTIVE || now.tableStatus() == TableStatus.UPDATING;
        return usable
                && now.globalSecondaryIndexes().stream().allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE);
    }

    private void validate(TableDescription found) {
        Map<String, String> expected = new TreeMap<>();
        expected.put("", Names.PK + ", " + Names.SK);
        for (Index index : Index.values()) {
            expected.put(index.label(), index.partition() + ", " + index.sort());
        }
        Map<String, String> present = new TreeMap<>();
        present.put("", keys(found.keySchema()));
        found.globalSecondaryIndexes().forEach(index -> present.put(index.indexName(), keys(index.keySchema())));
        TreeSet<String> wrong = new TreeSet<>();
        expected.forEach((name, keys) -> {
            if (!keys.equals(present.get(name))) {
                wrong.add((name.isEmpty() ? "the table itself" : "the index " + name) + " needs the keys " + keys);
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("jobcast.store=dynamodb: the table " + table.name()
                    + " is not as jobcast needs it (" + String.join("; ", wrong) + "); set "
                    + DynamoSettings.PREFIX + "table to another name, or see docs/dynamodb.md for its definition");
        }
    }

    private static String keys(List<KeySchemaElement> schema) {
        return schema.stream().map(KeySchemaElement::attributeName).collect(Collectors.joining(", "));
    }

    private void timeToLive(DynamoSettings.SchemaMode mode) {
        if (hasTimeToLive()) {
            return;
        }
        if (mode == DynamoSettings.SchemaMode.CREATE) {
            table.calls().call(this::enableTimeToLive);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the table {0} has no time to live on the attribute {1}; old events are not removed from it",
                    table.name(),
                    Names.TTL);
        }
    }

    private boolean hasTimeToLive() {
        TimeToLiveStatus status = table.calls()
                .call(() -> client.describeTimeToLive(request -> request.tableName(table.name())))
                .timeToLiveDescription()
                .timeToLiveStatus();
        return status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING;
    }

    private boolean enableTimeToLive() {
        try {
            client.updateTimeToLive(request -> request.tableName(table.name())
                    .timeToLiveSpecification(spec -> spec.enabled(true).attributeName(Names.TTL)));
            return true;
        } catch (DynamoDbException e) {
            // Another node may have been faster; DynamoDB has no exception of its own for that.
            if (client.describeTimeToLive(request -> request.tableName(table.name()))
                            .timeToLiveDescription()
                            .timeToLiveStatus()
                    == TimeToLiveStatus.DISABLED) {
                throw e;
            }
            return false;
        }
    }

    private void version(DynamoSettings.SchemaMode mode) {
        if (mode == DynamoSettings.SchemaMode.CREATE) {
            table.create(Item.at(Names.LAYOUT).with(NUMBER, VERSION));
        }
        Item layout = table.get(Names.LAYOUT);
        if (layout != null && layout.number(NUMBER) > VERSION) {
            throw new IllegalStateException("jobcast.store=dynamodb: the table " + table.name() + " is of version "
                    + layout.number(NUMBER) + ", this version of jobcast knows " + VERSION
                    + "; deploy a newer one, or set " + DynamoSettings.PREFIX + "table to another name");
        }
    }
}
