package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The table, by what can be asked of it. Items are read consistently, indexes cannot be. Every write may be sent twice by the
 * client library, whose first answer may have been lost; callers recognise that by a token, transactions by their own.
 */
final class Table {
    private static final int DELETED_AT_ONCE = 100;

    private final DynamoDbClient client;
    private final Calls calls;
    private final String name;

    /** What became of a write under a condition: done with the attributes asked for, or refused with what is there. */
    record Written(boolean done, @Nullable Item item) {
        Item found() {
            return Objects.requireNonNull(item, "item");
        }
    }

    /** Some answers to a query, and where to go on; null at the end. */
    record Page(List<Item> items, long count, @Nullable Map<String, AttributeValue> next) {}

    Table(DynamoDbClient client, Calls calls, String name) {
        this.client = client;
        this.calls = calls;
        this.name = name;
    }

    DynamoDbClient client() {
        return client;
    }

    Calls calls() {
        return calls;
    }

    String name() {
        return name;
    }

    /** Reads some attributes of an item, all of them if none is named. */
    @Nullable Item get(Key key, String... only) {
        Expression names = new Expression();
        GetItemRequest.Builder request =
                GetItemRequest.builder().tableName(name).key(key.attributes()).consistentRead(true);
        if (only.length > 0) {
            request.projectionExpression(names.names(List.of(only))).expressionAttributeNames(names.names());
        }
        var answer = calls.call(() -> client.getItem(request.build()));
        return answer.hasItem() ? new Item(answer.item()) : null;
    }

    /** A query of the table, or of one of its indexes, for some attributes or for all. */
    QueryRequest.Builder query(@Nullable String index, Expression expression, String keys, String... only) {
        String projection = only.length == 0 ? null : expression.names(List.of(only));
        return QueryRequest.builder()
                .tableName(name)
                .indexName(index)
                .consistentRead(index == null)
                .keyConditionExpression(keys)
                .projectionExpression(projection)
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values());
    }

    Page page(QueryRequest.Builder query) {
        return pages(List.of(query)).get(0);
    }

    /** Asks queries at once for a page each. */
    List<Page> pages(List<QueryRequest.Builder> queries) {
        List<Supplier<Page>> requests = new ArrayList<>();
        for (QueryRequest.Builder query : queries) {
            requests.add(() -> page(client.query(query.build())));
        }
        return calls.callAll(requests);
    }

    private static Page page(QueryResponse answer) {
        return new Page(
                answer.items().stream().map(Item::new).toList(),
                answer.count(),
                answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
                        ? answer.lastEvaluatedKey()
                        : null);
    }

    /** All answers to a query, however many. */
    List<Item> all(QueryRequest.Builder query) {
        List<Item> all = new ArrayList<>();
        for (Page page = page(query); ; page = page(query)) {
            all.addAll(page.items());
            if (page.next() == null) {
                return all;
            }
            query.exclusiveStartKey(page.next());
        }
    }

    /** Counts the answers to queries without reading them over the network. */
    List<Long> counts(List<QueryRequest.Builder> queries) {
        long[] counts = new long[queries.size()];
        List<Integer> open = IntStream.range(0, queries.size()).boxed().toList();
        queries.forEach(query -> query.select(Select.COUNT));
        while (!open.isEmpty()) {
            List<Page> pages = pages(open.stream().map(queries::get).toList());
            List<Integer> rest = new ArrayList<>();
            for (int i = 0; i < pages.size(); i++) {
                Page page = pages.get(i);
                counts[open.get(i)] += page.count();
                if (page.next() != null) {
                    queries.get(open.get(i)).exclusiveStartKey(page.next());
                    rest.add(open.get(i));
                }
            }
            open = rest;
        }
        return LongStream.of(counts).boxed().toList();
    }

    /** Adds an item if there is none. */
    Written create(Item item) {
        Expression condition = new Expression();
        PutItemRequest request = PutItemRequest.builder()
                .tableName(name)
                .item(item.attributes())
                .conditionExpression(condition.missing())
                .expressionAttributeNames(condition.names())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return written(() -> {
            client.putItem(request);
            return new Written(true, null);
        });
    }

    Written update(Change change, ReturnValue wanted) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(name)
                .key(change.key().attributes())
                .updateExpression(change.text())
                .conditionExpression(change.condition())
                .expressionAttributeNames(change.expression().names())
                .expressionAttributeValues(change.expression().values())
                .returnValues(wanted)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return written(
                () -> new Written(true, new Item(client.updateItem(request).attributes())));
    }

    private Written written(Supplier<Written> write) {
        try {
            return calls.call(write);
        } catch (ConditionalCheckFailedException e) {
            return new Written(false, e.hasItem() && !e.item().isEmpty() ? new Item(e.item()) : null);
        }
    }

    /** Deletes an item whatever it is by now; one that is gone is left alone. */
    void delete(Key key) {
        calls.call(() -> client.deleteItem(request -> request.tableName(name).key(key.attributes())));
    }

    /** Deletes items; those that are gone, or of another generation by now, are left alone. */
    void deleteAll(List<Key> keys, String generation) {
        // However many they are, others get their turn in between.
        for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
            calls.callAll(keys.subList(from, Math.min(from + DELETED_AT_ONCE, keys.size())).stream()
                    .map(key -> deletion(key, generation))
                    .toList());
        }
    }

    private Supplier<Boolean> deletion(Key key, String generation) {
        Expression condition = new Expression();
        DeleteItemRequest request = DeleteItemRequest.builder()
                .tableName(name)
                .key(key.attributes())
                .conditionExpression(condition.equal(Names.GENERATION, generation))
                .expressionAttributeNames(condition.names())
                .expressionAttributeValues(condition.values())
                .build();
        return () -> delete(request);
    }

    private boolean delete(DeleteItemRequest request) {
        try {
            client.deleteItem(request);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** Does all of it or nothing, once however often it is sent; false if a condition does not hold. */
    boolean transact(TransactWriteItem... actions) {
        return transactAll(List.of(List.of(actions))).get(0);
    }

    /** Several transactions at once, each for itself. */
    List<Boolean> transactAll(List<List<TransactWriteItem>> transactions) {
        List<Supplier<Boolean>> requests = new ArrayList<>();
        for (List<TransactWriteItem> actions : transactions) {
            String token = UUID.randomUUID().toString();
            requests.add(() -> commit(actions, token));
        }
        return calls.callAll(requests);
    }

    private boolean commit(List<TransactWriteItem> actions, String token) {
        try {
            client.transactWriteItems(
                    request -> request.clientRequestToken(token).transactItems(actions));
            return true;
        } catch (TransactionCanceledException e) {
            if (Calls.isRefused(e)) {
                return false;
            }
            throw e;
        }
    }

    TransactWriteItem update(Change change) {
        Update update = change.toUpdate(name);
        return TransactWriteItem.builder().update(update).build();
    }

    /** Puts an item, whether there is one or not. */
    TransactWriteItem put(Item item) {
        return TransactWriteItem.builder()
                .put(Put.builder().tableName(name).item(item.attributes()).build())
                .build();
    }

    TransactWriteItem check(Key key, Expression expression, String condition) {
        return TransactWriteItem.builder()
                .conditionCheck(ConditionCheck.builder()
                        .tableName(name)
                        .key(key.attributes())
                        .conditionExpression(condition)
                        .expressionAttributeNames(expression.names())
                        .expressionAttributeValues(expression.values())
                        .build())
                .build();
    }

    TransactWriteItem delete(Key key, String generation) {
        Expression condition = new Expression();
        return TransactWriteItem.builder()
                .delete(Delete.builder()
                        .tableName(name)
                        .key(key.attributes())
                        .conditionExpression(condition.equal(Names.GENERATION, generation))
                        .expressionAttributeNames(condition.names())
                        .expressionAttributeValues(condition.values())
                        .build())
                .build();
    }
}
