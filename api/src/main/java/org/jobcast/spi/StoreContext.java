package org.jobcast.spi;

import java.time.InstantSource;
import java.util.Optional;

/** What a store may know of the application that opens it. */
public interface StoreContext {
    /**
     * Reads a setting as text.
     *
     * @param name its full name, for example {@code jobcast.jpa.url}
     * @return its text, empty if it is not set
     */
    Optional<String> setting(String name);

    /**
     * Where the application's classes and libraries are.
     *
     * @return the class loader
     */
    ClassLoader classLoader();

    /**
     * The time of this node. A store that other nodes share must not decide by it who is dead.
     *
     * @return the clock
     */
    InstantSource clock();
}
