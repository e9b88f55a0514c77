package org.jobcast.impl.store.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Steps: an item each beside the job, written under the condition that the job has the fence of the writer. */
final class DynamoStepStore implements StepStore {
    private static final int ATTEMPTS = 20;
    private static final String BYTES = "bytes";

    private final Table table;
    private final Batches batches;
    private final Values values;

    /** A job as it was read together with a step of it, which may be that of a job before it. */
    private record Found(Item job, @Nullable Item step) {
        String generation() {
            return job.text(Names.GENERATION);
        }

        /** What is kept of the step. */
        @Nullable AttributeValue value() {
            return step != null && step.isOf(generation()) ? step.value(BYTES) : null;
        }
    }

    DynamoStepStore(Table table, Batches batches, Values values) {
        this.table = table;
        this.batches = batches;
        this.values = values;
    }

    private @Nullable Found find(Key job, Key step) {
        Map<Key, Item> found = batches.get(List.of(job, step), Names.GENERATION, JobItem.FENCE, BYTES);
        Item item = found.get(job);
        return item == null ? null : new Found(item, found.get(step));
    }

    @Override
    public boolean put(String job, String key, byte[] value, long fence) {
        Key jobKey = Names.job(job);
        Key stepKey = Names.step(jobKey, key);
        Found found = find(jobKey, stepKey);
        if (found == null || found.job().number(JobItem.FENCE) != fence) {
            return false;
        }
        Values.Home home = JobTexts.home(jobKey.pk(), found.generation());
        AttributeValue written = values.write(home, value);
        Expression owned = new Expression();
        String condition =
                owned.equal(JobItem.FENCE, fence) + " AND " + owned.equal(Names.GENERATION, found.generation());
        Item step = Item.at(stepKey).with(Names.GENERATION, found.generation()).with(BYTES, written);
        boolean done = table.transact(table.check(jobKey, owned, condition), table.put(step));
        values.discard(home, done ? found.value() : written);
        return done;
    }

    @Override
    public Optional<byte[]> get(String job, String key) {
        Key jobKey = Names.job(job);
        Key stepKey = Names.step(jobKey, key);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Found found = find(jobKey, stepKey);
            AttributeValue value = found == null ? null : found.value();
            if (found == null || value == null) {
                return Optional.empty();
            }
            byte[] bytes = values.read(JobTexts.home(jobKey.pk(), found.generation()), value);
            if (bytes != null) {
                return Optional.of(bytes);
            }
        }
        throw new StoreException(
                "a step changed faster than it could be read; whoever asked may ask again",
                new IllegalStateException(ATTEMPTS + " attempts"));
    }
}
