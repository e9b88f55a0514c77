package org.jobcast.spi;

/**
 * Opens backplanes of one kind. Found by {@link java.util.ServiceLoader} and chosen by the setting {@code
 * jobcast.resume.backplane}; only the chosen one is asked. The class must load without the client library that it adapts.
 */
public interface BackplaneProvider {
    /**
     * The name that chooses this provider.
     *
     * @return lower-case letters, for example {@code memory}
     */
    String name();

    /**
     * Opens the backplane. Called once per application; it may wait for the network.
     *
     * @param context settings and class loader of the application
     * @return the backplane, not connected yet; to be closed by the caller
     * @throws IllegalArgumentException if a setting makes no sense or is missing; the message names it
     */
    Backplane open(StoreContext context);
}
