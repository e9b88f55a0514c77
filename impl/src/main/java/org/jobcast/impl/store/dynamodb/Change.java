package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** What becomes of the attributes of one item, and when. Not thread-safe. */
final class Change {
    private final Key key;
    private final Expression expression = new Expression();
    private final List<String> sets = new ArrayList<>();
    private final List<String> removes = new ArrayList<>();
    private @Nullable String condition;

    Change(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** Builds the condition. */
    Expression expression() {
        return expression;
    }

    Change set(String attribute, AttributeValue value) {
        sets.add(expression.name(attribute) + " = " + expression.value(value));
        return this;
    }

    Change set(String attribute, String text) {
        return set(attribute, AttributeValue.fromS(text));
    }

    Change set(String attribute, long number) {
        return set(attribute, Item.number(number));
    }

    Change set(String attribute, boolean flag) {
        return set(attribute, AttributeValue.fromBool(flag));
    }

    Change setIfMissing(String attribute, AttributeValue value) {
        String name = expression.name(attribute);
        sets.add(name + " = if_not_exists(" + name + ", " + expression.value(value) + ")");
        return this;
    }

    Change setOrRemove(String attribute, @Nullable AttributeValue value) {
        if (value != null) {
            return set(attribute, value);
        }
        removes.add(expression.name(attribute));
        return this;
    }

    Change when(String condition) {
        this.condition = condition;
        return this;
    }

    @Nullable String condition() {
        return condition;
    }

    String text() {
        return (sets.isEmpty() ? "" : "SET " + String.join(", ", sets))
                + (removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes));
    }

    Update toUpdate(String table) {
        return Update.builder()
                .tableName(table)
                .key(key.attributes())
                .updateExpression(text())
                .conditionExpression(condition)
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .build();
    }
}
