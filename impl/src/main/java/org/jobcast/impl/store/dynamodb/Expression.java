package org.jobcast.impl.store.dynamodb;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Builds the text of conditions; every name and value is a parameter, so that no word is reserved. Not thread-safe. */
final class Expression {
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();

    Map<String, String> names() {
        return names;
    }

    /** Null if there are none, for DynamoDB refuses an empty map. */
    @Nullable Map<String, AttributeValue> values() {
        return values.isEmpty() ? null : values;
    }

    String name(String attribute) {
        names.put("#" + attribute, attribute);
        return "#" + attribute;
    }

    String names(List<String> attributes) {
        return attributes.stream().map(this::name).collect(Collectors.joining(", "));
    }

    String value(AttributeValue value) {
        String name = ":v" + values.size();
        values.put(name, value);
        return name;
    }

    String value(String text) {
        return value(AttributeValue.fromS(text));
    }

    String equal(String attribute, String text) {
        return name(attribute) + " = " + value(text);
    }

    String equal(String attribute, long number) {
        return name(attribute) + " = " + value(Item.number(number));
    }

    String equal(String attribute, boolean flag) {
        return name(attribute) + " = " + value(AttributeValue.fromBool(flag));
    }

    String compare(String attribute, String operator, AttributeValue value) {
        return name(attribute) + " " + operator + " " + value(value);
    }

    String between(String attribute, String from, String to) {
        return name(attribute) + " BETWEEN " + value(from) + " AND " + value(to);
    }

    String beginsWith(String attribute, String prefix) {
        return "begins_with(" + name(attribute) + ", " + value(prefix) + ")";
    }

    String contains(String attribute, String text) {
        return "contains(" + name(attribute) + ", " + value(text) + ")";
    }

    String in(String attribute, Collection<String> texts) {
        return name(attribute) + " IN (" + texts.stream().map(this::value).collect(Collectors.joining(", ")) + ")";
    }

    String exists() {
        return "attribute_exists(" + name(Names.PK) + ")";
    }

    String missing() {
        return missing(Names.PK);
    }

    String missing(String attribute) {
        return "attribute_not_exists(" + name(attribute) + ")";
    }
}
