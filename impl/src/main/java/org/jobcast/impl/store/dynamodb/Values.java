package org.jobcast.impl.store.dynamodb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jobcast.impl.store.Texts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Values of any size: a small one is an attribute of its item, a large one is split into items of its own, parts, beside it,
 * and the attribute names them. Parts are written before the item that names them, under keys that nobody else has.
 */
final class Values {
    /** An item may have 400 KB; this leaves room for names and numbers. */
    static final int PART_BYTES = 350 << 10;

    private static final String BYTES = "bytes";
    private static final String SIZE = "size";

    private final Batches batches;
    private final Table table;

    /**
     * Where a value belongs.
     *
     * @param pk the partition of its item
     * @param prefix how the sort keys of its parts begin
     * @param generation of its job or log
     * @param ttl what its parts say of how long they live, if anything
     */
    record Home(
            String pk,
            String prefix,
            String generation,
            @Nullable Long ttl) {
        Key part(String token, int number) {
            return new Key(pk, Names.numbered(prefix + token + "#", number));
        }
    }

    Values(Table table, Batches batches) {
        this.table = table;
        this.batches = batches;
    }

    /** Text as an attribute; writes parts if it has more bytes than {@code inline}. */
    @Nullable AttributeValue write(Home home, @Nullable String text, int inline) {
        if (text == null) {
            return null;
        }
        String encoded = Texts.encode(text);
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= inline ? AttributeValue.fromS(encoded) : split(home, bytes);
    }

    /** Bytes as an attribute; writes parts if they do not fit into an item. */
    AttributeValue write(Home home, byte[] bytes) {
        return bytes.length <= PART_BYTES ? Item.bytes(bytes) : split(home, bytes);
    }

    private AttributeValue split(Home home, byte[] bytes) {
        String token = UUID.randomUUID().toString();
        List<Item> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += PART_BYTES) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(from + PART_BYTES, bytes.length));
            parts.add(Item.at(home.part(token, parts.size()))
                    .with(Names.GENERATION, home.generation())
                    .with(BYTES, Item.bytes(part))
                    .withNumber(Names.TTL, home.ttl()));
        }
        batches.put(parts);
        return AttributeValue.fromM(Map.of(Names.TOKEN, AttributeValue.fromS(token), SIZE, Item.number(bytes.length)));
    }

    static boolean isSplit(@Nullable AttributeValue value) {
        return value != null && value.hasM();
    }

    /** How many bytes it has; of text only if it is split. */
    static int size(AttributeValue value) {
        return isSplit(value)
                ? Integer.parseInt(member(value, SIZE).n())
                : value.b().asByteArrayUnsafe().length;
    }

    private static AttributeValue member(AttributeValue value, String name) {
        return Objects.requireNonNull(value.m().get(name), name);
    }

    /** The keys of the parts of a value, in order; none if it has no parts. */
    static List<Key> parts(Home home, @Nullable AttributeValue value) {
        if (value == null || !value.hasM()) {
            return List.of();
        }
        String token = member(value, Names.TOKEN).s();
        List<Key> parts = new ArrayList<>();
        for (int from = 0; from < size(value); from += PART_BYTES) {
            parts.add(home.part(token, parts.size()));
        }
        return parts;
    }

    /** Reads the parts of values, those that are still there. */
    Map<Key, byte[]> read(Collection<Key> parts) {
        Map<Key, byte[]> read = new HashMap<>();
        batches.get(parts, BYTES).forEach((key, item) -> {
            AttributeValue bytes = item.value(BYTES);
            if (bytes != null) {
                read.put(key, bytes.b().asByteArrayUnsafe());
            }
        });
        return read;
    }

    /** The bytes of a value; null if one of its parts is gone, so that its item has changed since it was read. */
    static byte @Nullable [] join(Home home, AttributeValue value, Map<Key, byte[]> parts) {
        if (!isSplit(value)) {
            SdkBytes bytes = value.b();
            return bytes != null ? bytes.asByteArrayUnsafe() : value.s().getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream(size(value));
        for (Key key : parts(home, value)) {
            byte[] part = parts.get(key);
            if (part == null) {
                return null;
            }
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    byte @Nullable [] read(Home home, AttributeValue value) {
        return join(home, value, isSplit(value) ? read(parts(home, value)) : Map.of());
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : Texts.decode(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Deletes the parts of a value that no item names any more. */
    void discard(Home home, @Nullable AttributeValue value) {
        List<Key> parts = parts(home, value);
        if (!parts.isEmpty()) {
            table.deleteAll(parts, home.generation());
        }
    }
}
