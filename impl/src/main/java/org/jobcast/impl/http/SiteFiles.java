package org.jobcast.impl.http;

import java.util.Optional;

/** Files that are served beside the contract. Thread-safe. */
@FunctionalInterface
public interface SiteFiles {
    /**
     * Looks a file up.
     *
     * @param name its path below the base path, decoded, such as {@code ui/index.html}; it may be anything a client sends
     * @return the file, empty if there is none
     */
    Optional<SiteFile> find(String name);
}
