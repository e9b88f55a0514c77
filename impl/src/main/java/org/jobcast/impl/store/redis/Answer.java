package org.jobcast.impl.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * What Redis answered: the parts of an array, or one part.
 *
 * @param parts numbers, bytes, nulls or lists of these
 * @param lost why it is unknown what became of an earlier attempt with the same request, null if there was none
 */
record Answer(List<@Nullable Object> parts, @Nullable Throwable lost) {
    boolean isEmpty() {
        return parts.isEmpty();
    }

    int size() {
        return parts.size();
    }

    long number(int index) {
        Object part = Objects.requireNonNull(parts.get(index));
        return part instanceof Long number ? number : Long.parseLong(text(index));
    }

    /** A number that may have a fraction or an exponent, as scores have when they are large. */
    double decimal(int index) {
        return Double.parseDouble(text(index));
    }

    String text(int index) {
        return Objects.requireNonNull(textOrNull(index));
    }

    @Nullable String textOrNull(int index) {
        Object part = parts.get(index);
        return part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) part;
    }

    byte[] bytes(int index) {
        return (byte[]) Objects.requireNonNull(parts.get(index));
    }

    /** All parts as text. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            texts.add(text(i));
        }
        return texts;
    }

    /** A part that is an array itself. */
    @SuppressWarnings("unchecked") // it holds what every array of an answer holds
    Answer nested(int index) {
        return new Answer((List<@Nullable Object>) Objects.requireNonNull(parts.get(index)), lost);
    }

    /** Whether a script did what it was told; unknown if another attempt may have done it before. */
    boolean isDone(String what) {
        if (number(0) != 0) {
            return true;
        }
        if (lost != null) {
            throw new StoreException(
                    "Redis was lost for a moment and it is unknown whether " + what + "; look before trying again",
                    lost);
        }
        return false;
    }
}
