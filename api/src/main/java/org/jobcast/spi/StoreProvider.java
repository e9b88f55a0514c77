package org.jobcast.spi;

/**
 * Makes the stores of one kind. Found by {@link java.util.ServiceLoader} and chosen by the setting {@code jobcast.store};
 * only the chosen one is asked for a store.
 *
 * <p>The class of a provider must load without the client library of its store, so that an application that chose another
 * store does not need it.
 */
public interface StoreProvider {
    /**
     * The name that chooses this provider.
     *
     * @return lower-case letters, for example {@code memory}
     */
    String name();

    /**
     * Opens the store of jobs. Called once per application.
     *
     * @return the store
     */
    JobStore jobs();
}
