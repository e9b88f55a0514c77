package org.jobcast.impl.store.dynamodb;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attributes of an item; what is null is not there. Not thread-safe while it is built. */
final class Item {
    private final Map<String, AttributeValue> attributes;

    Item() {
        this(new HashMap<>());
    }

    Item(Map<String, AttributeValue> attributes) {
        this.attributes = attributes;
    }

    static Item at(Key key) {
        return new Item(new HashMap<>(key.attributes()));
    }

    static AttributeValue bytes(byte[] bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    Item with(String name, @Nullable String text) {
        return text == null ? this : with(name, AttributeValue.fromS(text));
    }

    Item with(String name, long number) {
        return with(name, number(number));
    }

    Item withNumber(String name, @Nullable Long number) {
        return number == null ? this : with(name, number.longValue());
    }

    Item with(String name, boolean flag) {
        return with(name, AttributeValue.fromBool(flag));
    }

    Item with(String name, AttributeValue value) {
        attributes.put(name, value);
        return this;
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }

    Key key() {
        return new Key(text(Names.PK), text(Names.SK));
    }

    @Nullable AttributeValue value(String name) {
        return attributes.get(name);
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    String text(String name) {
        return required(name).s();
    }

    @Nullable String textOrNull(String name) {
        AttributeValue value = attributes.get(name);
        return value == null ? null : value.s();
    }

    long number(String name) {
        return Long.parseLong(required(name).n());
    }

    @Nullable Long numberOrNull(String name) {
        return has(name) ? Long.valueOf(number(name)) : null;
    }

    boolean flag(String name) {
        AttributeValue value = attributes.get(name);
        return value != null && Boolean.TRUE.equals(value.bool());
    }

    /** Whether it belongs to the job or log of that generation. */
    boolean isOf(String generation) {
        return generation.equals(textOrNull(Names.GENERATION));
    }

    private AttributeValue required(String name) {
        AttributeValue value = attributes.get(name);
        if (value == null) {
            throw new IllegalStateException("an item of the store dynamodb has no " + name);
        }
        return value;
    }
}
