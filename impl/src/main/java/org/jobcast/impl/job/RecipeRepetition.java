package org.jobcast.impl.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.jobcast.job.Job;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a job of a registered type by the recipe that is kept with it, on any node.
 *
 * <p>The id of the next job is made of the ended one's and a number: so all nodes that are asked at once submit under the same
 * id, and the store lets one of them win.
 *
 * @param owner the principal of the ended job
 * @param recipe how it was run
 */
record RecipeRepetition(@Nullable String owner, Recipe recipe) implements Repetition {
    /** Who has been repeated so often gets ids by chance: each number is a question to the store. */
    private static final int NUMBERS = 1000;

    /** How a job that has ended is repeated, if it has a recipe that can be read and allows it. */
    static Repetition of(JobRecord job, JsonCodec json) {
        if (job.input() == null) {
            return NONE;
        }
        try {
            return of(job, Recipe.of(job, json));
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }

    static Repetition of(JobRecord job, Recipe recipe) {
        return recipe.repeatable() ? new RecipeRepetition(job.owner(), recipe) : NONE;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public @Nullable String repeats() {
        return recipe.repeats();
    }

    @Override
    public Job again(Job ended, Known known, JobIntake intake) {
        return intake.start(ended.type(), recipe.input(), recipe.options(nextId(ended.id(), known), owner), ended.id());
    }

    private static String nextId(String id, Known known) {
        for (int number = 1; number <= NUMBERS; number++) {
            String next =
                    UUID.nameUUIDFromBytes((id + "#" + number).getBytes(UTF_8)).toString();
            if (!known.hasEnded(next)) {
                return next;
            }
        }
        return UUID.randomUUID().toString();
    }
}
