package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The texts of jobs. An item is written as a whole however little of it changes, and read to look at its state: texts of more
 * than 2 KB are therefore not in the item of the job.
 */
final class JobTexts {
    private static final int INLINE = 2 << 10;

    private final Values values;

    JobTexts(Values values) {
        this.values = values;
    }

    static Values.Home home(String pk, String generation) {
        return new Values.Home(pk, Names.JOB_PARTS, generation, null);
    }

    static boolean isLarge(@Nullable String text) {
        // No more than three bytes a character; one that is encoded differently has five.
        return text != null && text.length() > INLINE / 5;
    }

    @Nullable AttributeValue write(Values.Home home, @Nullable String text) {
        return values.write(home, text, INLINE);
    }

    /** Removes the parts of texts that an item had. */
    void discard(Values.Home home, Item old, Collection<String> names) {
        names.forEach(name -> values.discard(home, old.value(name)));
    }

    /** The records of items, by key; those of which a part is gone, for they have changed meanwhile, are left out. */
    Map<Key, JobRecord> records(Collection<Item> items) {
        List<Key> parts = new ArrayList<>();
        for (Item item : items) {
            Values.Home home = home(item);
            JobItem.TEXTS.forEach(name -> parts.addAll(Values.parts(home, item.value(name))));
        }
        Map<Key, byte[]> read = parts.isEmpty() ? Map.of() : values.read(parts);
        Map<Key, JobRecord> records = new HashMap<>();
        for (Item item : items) {
            Map<String, String> texts = texts(item, read);
            if (texts != null) {
                records.put(item.key(), JobItem.toRecord(item, texts));
            }
        }
        return records;
    }

    private static Values.Home home(Item item) {
        return home(item.text(Names.PK), item.text(Names.GENERATION));
    }

    private static @Nullable Map<String, String> texts(Item item, Map<Key, byte[]> parts) {
        Map<String, String> texts = new HashMap<>();
        for (String name : JobItem.TEXTS) {
            AttributeValue value = item.value(name);
            if (value != null) {
                String text = Values.text(Values.join(home(item), value, parts));
                if (text == null) {
                    return null;
                }
                texts.put(name, text);
            }
        }
        return texts;
    }
}
