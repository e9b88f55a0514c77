package org.jobcast.impl.channel;

/**
 * What one log may hold.
 *
 * @param events the most events in the history, at least 1
 * @param bytes the most bytes of encoded events in the history
 * @param eventBytes the most bytes of one encoded event
 */
public record LogLimits(int events, long bytes, int eventBytes) {
    public LogLimits {
        if (events < 1 || bytes < 1 || eventBytes < 1) {
            throw new IllegalArgumentException("limits of a log must be positive");
        }
    }
}
