package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link StepStore} has to do. A subclass per store gives an empty one for each test. */
public abstract class StepStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private Store store;
    private StepStore steps;

    /**
     * Opens a store.
     *
     * @return a store without jobs
     */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
        steps = store.steps();
        create("job", 1);
    }

    @Test
    void givesBackWhatWasPutLast() {
        assertThat(steps.get("job", "step")).isEmpty();
        assertThat(steps.put("job", "step", bytes("one"), 1)).isTrue();
        assertThat(steps.get("job", "step")).contains(bytes("one"));
        assertThat(steps.put("job", "step", bytes("two"), 1)).isTrue();
        assertThat(steps.get("job", "step")).contains(bytes("two"));
        assertThat(steps.put("job", "step", new byte[0], 1)).isTrue();
        assertThat(steps.get("job", "step")).contains(new byte[0]);
    }

    @Test
    void keepsJobsAndNamesApart() {
        create("other", 1);
        String odd = "step \uD83D\uDE80 '%_ " + "x".repeat(200);
        steps.put("job", "a", bytes("1"), 1);
        steps.put("job", "A", bytes("2"), 1);
        steps.put("job", odd, bytes("3"), 1);
        steps.put("other", "a", bytes("4"), 1);
        assertThat(steps.get("job", "a")).contains(bytes("1"));
        assertThat(steps.get("job", "A")).contains(bytes("2"));
        assertThat(steps.get("job", odd)).contains(bytes("3"));
        assertThat(steps.get("other", "a")).contains(bytes("4"));
        assertThat(steps.get("other", "A")).isEmpty();
    }

    @Test
    void keepsFiveMegabytes() {
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        assertThat(steps.put("job", "step", large, 1)).isTrue();
        assertThat(steps.get("job", "step")).contains(large);
    }

    @Test
    void refusesAnOwnerOfBefore() {
        steps.put("job", "step", bytes("one"), 1);
        JobRecord job = store.jobs().find("job").orElseThrow();
        store.jobs()
                .replace(
                        job,
                        job.change().assignment(job.assignment().to("node-2")).build());
        assertThat(steps.put("job", "step", bytes("late"), 1)).isFalse();
        assertThat(steps.put("job", "new", bytes("late"), 1)).isFalse();
        assertThat(steps.get("job", "step")).contains(bytes("one"));
        assertThat(steps.get("job", "new")).isEmpty();
        assertThat(steps.put("job", "step", bytes("two"), 2)).isTrue();
        assertThat(steps.get("job", "step")).contains(bytes("two"));
    }

    @Test
    void goesWithTheJob() {
        steps.put("job", "step", bytes("one"), 1);
        store.jobs().delete("job");
        assertThat(steps.get("job", "step")).isEmpty();
        assertThat(steps.put("job", "step", bytes("late"), 1)).isFalse();
        assertThat(steps.put("never", "step", bytes("late"), 1)).isFalse();
        create("job", 1);
        assertThat(steps.get("job", "step")).isEmpty();
    }

    @Test
    void takesManyAtOnce() throws Exception {
        assertThat(Race.winners(8, () -> steps.put("job", "same", bytes("x"), 1)))
                .isEqualTo(8);
        Race.of(4, i -> () -> {
            for (int n = 0; n < 20; n++) {
                assertThat(steps.put("job", "step-" + i + "-" + n, bytes("v" + n), 1))
                        .isTrue();
            }
            return true;
        });
        assertThat(steps.get("job", "step-3-19")).contains(bytes("v19"));
        assertThat(steps.get("job", "step-0-0")).contains(bytes("v0"));
    }

    private void create(String id, long fence) {
        store.jobs().create(JobRecord.queued(id, "t", null, NOW, null, new Assignment("node-1", fence, null)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
