package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Requests about many items. DynamoDB does of a batch what it has room for, and hands the rest back; it is asked again for
 * that after a pause.
 */
final class Batches {
    private static final int GET = 100;

    /** The items of a batch may have 16 MB together; ten parts of a large value have 3.5. */
    private static final int PUT = 10;

    private final DynamoDbClient client;
    private final Calls calls;
    private final String table;

    Batches(Table table) {
        this.client = table.client();
        this.calls = table.calls();
        this.table = table.name();
    }

    /** Reads items consistently, some attributes of each or all; those that are not there are left out. */
    Map<Key, Item> get(Collection<Key> keys, String... only) {
        List<Key> wanted = List.copyOf(new LinkedHashSet<>(keys));
        List<Supplier<Map<Key, Item>>> requests = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += GET) {
            List<Key> some = wanted.subList(from, Math.min(from + GET, wanted.size()));
            requests.add(() -> getSome(some, only));
        }
        Map<Key, Item> found = new HashMap<>();
        calls.callAll(requests).forEach(found::putAll);
        return found;
    }

    private Map<Key, Item> getSome(List<Key> keys, String... only) {
        Map<Key, Item> found = new HashMap<>();
        Reading reading = new Reading(keys, only);
        return calls.patiently(() -> {
            for (Map<String, AttributeValue> item : reading.next()) {
                Item read = new Item(item);
                found.put(read.key(), read);
            }
            return reading.isDone() ? found : null;
        });
    }

    /** What is still to be read. */
    private final class Reading {
        private KeysAndAttributes rest;

        Reading(List<Key> keys, String... only) {
            KeysAndAttributes.Builder wanted = KeysAndAttributes.builder()
                    .keys(keys.stream().map(Key::attributes).toList())
                    .consistentRead(true);
            if (only.length > 0) {
                List<String> attributes = new ArrayList<>(List.of(Names.PK, Names.SK));
                attributes.addAll(List.of(only));
                Expression names = new Expression();
                wanted.projectionExpression(names.names(attributes)).expressionAttributeNames(names.names());
            }
            rest = wanted.build();
        }

        /** Goes on without a pause as long as there is any progress: an answer has no more than 16 MB. */
        List<Map<String, AttributeValue>> next() {
            List<Map<String, AttributeValue>> found = new ArrayList<>();
            boolean progress = true;
            while (progress && !isDone()) {
                BatchGetItemResponse answer = client.batchGetItem(request -> request.requestItems(Map.of(table, rest)));
                List<Map<String, AttributeValue>> some = answer.responses().getOrDefault(table, List.of());
                found.addAll(some);
                KeysAndAttributes unread = answer.unprocessedKeys().get(table);
                rest = rest.toBuilder()
                        .keys(unread == null ? List.of() : unread.keys())
                        .build();
                progress = !some.isEmpty();
            }
            return found;
        }

        boolean isDone() {
            return rest.keys().isEmpty();
        }
    }

    /** Puts items that have keys of their own, so that putting them twice does no harm. */
    void put(List<Item> items) {
        List<Supplier<Boolean>> requests = new ArrayList<>();
        for (int from = 0; from < items.size(); from += PUT) {
            List<WriteRequest> some = items.subList(from, Math.min(from + PUT, items.size())).stream()
                    .map(item -> WriteRequest.builder()
                            .putRequest(
                                    PutRequest.builder().item(item.attributes()).build())
                            .build())
                    .toList();
            requests.add(() -> putSome(some));
        }
        calls.callAll(requests);
    }

    private boolean putSome(List<WriteRequest> requests) {
        List<WriteRequest> rest = new ArrayList<>(requests);
        return calls.patiently(() -> {
            List<WriteRequest> refused = send(rest);
            rest.clear();
            rest.addAll(refused);
            return rest.isEmpty() ? Boolean.TRUE : null;
        });
    }

    private List<WriteRequest> send(List<WriteRequest> requests) {
        @Nullable List<WriteRequest> refused = client.batchWriteItem(request -> request.requestItems(Map.of(table, requests)))
                .unprocessedItems()
                .get(table);
        return refused == null ? List.of() : refused;
    }
}
