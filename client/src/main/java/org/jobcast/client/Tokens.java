package org.jobcast.client;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The token in use. Of several threads that learn that it is no longer good, one asks for another. Thread-safe. */
final class Tokens {
    private final @Nullable Supplier<String> supplier;
    private @Nullable String current;

    Tokens(@Nullable Supplier<String> supplier) {
        this.supplier = supplier;
    }

    boolean canRenew() {
        return supplier != null;
    }

    /** The token, asked for if there is none; null if nobody gives one. */
    synchronized @Nullable String current() {
        if (current == null && supplier != null) {
            current = supplier.get();
        }
        return current;
    }

    /** Another token, unless another thread has asked for one since. */
    synchronized void renew(@Nullable String refused) {
        if (supplier != null && (current == null || current.equals(refused))) {
            current = supplier.get();
        }
    }
}
