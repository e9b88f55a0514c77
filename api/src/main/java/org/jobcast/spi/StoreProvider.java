package org.jobcast.spi;

/**
 * Opens stores of one kind. Found by {@link java.util.ServiceLoader} and chosen by the setting {@code jobcast.store};
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
     * Opens the store. Called once per application; it may wait for the network.
     *
     * @param context settings and class loader of the application
     * @return the store, to be closed by the caller
     * @throws IllegalArgumentException if a setting makes no sense; the message names it
     * @throws IllegalStateException if the store cannot be used as it is, for example because its schema is newer than this
     *     version of jobcast; the message says what to do
     */
    Store open(StoreContext context);
}
