package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jobcast.spi.Store;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** What is done about the table when a store is opened. */
class DynamoSchemaTest {
    private final String endpoint = DynamoServer.shared().endpoint();
    private final String table = DynamoServer.newTable();
    private final TestDynamo dynamo = new TestDynamo(endpoint, table);

    @AfterEach
    void close() {
        dynamo.close();
    }

    @Test
    void theTableIsCreatedWithItsIndexesAndTimeToLive() {
        TestDynamo.open(endpoint, table).close();
        TableDescription made =
                dynamo.client.describeTable(request -> request.tableName(table)).table();
        assertThat(made.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(made.globalSecondaryIndexes())
                .extracting(GlobalSecondaryIndexDescription::indexName)
                .containsExactlyInAnyOrder("state", "type", "owner", "ended", "expiry", "work");
        var ttl = dynamo.client
                .describeTimeToLive(request -> request.tableName(table))
                .timeToLiveDescription();
        assertThat(ttl.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
        assertThat(ttl.attributeName()).isEqualTo("ttl");
        TestDynamo.open(endpoint, table, "schema", "validate").close();
        TestDynamo.open(endpoint, table).close();
    }

    @Test
    void nodesThatStartAtOnceCreateItTogether() throws Exception {
        int nodes = 4;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        CyclicBarrier together = new CyclicBarrier(nodes);
        List<Future<Store>> opened = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            opened.add(threads.submit(() -> {
                together.await();
                return TestDynamo.open(endpoint, table);
            }));
        }
        for (Future<Store> each : opened) {
            try (Store store = each.get()) {
                assertThat(store.jobs().find("x")).isEmpty();
            }
        }
        threads.shutdownNow();
    }

    @Test
    void aMissingTableIsRefusedIfItIsOnlyToBeValidated() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TestDynamo.open(endpoint, table, "schema", "validate"))
                .withMessageContaining("there is no table " + table)
                .withMessageContaining("jobcast.dynamodb.schema=create");
        assertThat(dynamo.client.listTables().tableNames()).doesNotContain(table);
        TestDynamo.open(endpoint, table, "schema", "none").close();
        assertThat(dynamo.client.listTables().tableNames()).doesNotContain(table);
    }

    @Test
    void aTableOfSomebodyElseIsRefused() {
        dynamo.client.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(key -> key.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH)));
        for (String mode : List.of("create", "validate")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TestDynamo.open(endpoint, table, "schema", mode))
                    .withMessageContaining("the table itself needs the keys pk, sk")
                    .withMessageContaining("the index work needs the keys work, workAt");
        }
    }

    @Test
    void aTableOfANewerVersionIsRefused() {
        TestDynamo.open(endpoint, table).close();
        dynamo.put(Item.at(Names.LAYOUT).with("version", 2));
        for (String mode : List.of("create", "validate")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TestDynamo.open(endpoint, table, "schema", mode))
                    .withMessageContaining("is of version 2, this version of jobcast knows 1");
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestDynamo.open(endpoint, "a b"))
                .withMessageContaining("jobcast.dynamodb.table");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestDynamo.open(endpoint, table, "secret-key", ""))
                .withMessageContaining("both or neither");
    }

    @Test
    void whereNobodyAnswersTheDeploymentFailsAndSaysWhy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TestDynamo.open("http://127.0.0.1:1", table, "timeout", "PT0.3S"))
                .withMessageContaining("jobcast.store=dynamodb cannot be used");
    }

    @Test
    void theSecretIsInNoText() {
        DynamoSettings settings =
                DynamoSettings.of(TestDynamo.context(endpoint, table, "access-key", "AK", "secret-key", "s3cret"));
        assertThat(settings.toString()).contains(table).doesNotContain("s3cret", "AK");
    }
}
