package org.jobcast.spi;

import java.util.Objects;

/**
 * How far a log is.
 *
 * @param channel the name of the log
 * @param epoch which log of that name it is; what was read under another epoch is of another log
 * @param fence the fence of its writer
 * @param first the sequence number of the oldest event that is kept, {@code last + 1} if none is
 * @param last the sequence number of the newest event, 0 if there never was one
 * @param ended whether nothing will follow
 */
public record LogHead(String channel, long epoch, long fence, long first, long last, boolean ended) {
    /**
     * Checks.
     *
     * @param channel the name of the log
     * @param epoch which log of that name it is; what was read under another epoch is of another log
     * @param fence the fence of its writer
     * @param first the sequence number of the oldest event that is kept, {@code last + 1} if none is
     * @param last the sequence number of the newest event, 0 if there never was one
     * @param ended whether nothing will follow
     */
    public LogHead {
        Objects.requireNonNull(channel, "channel");
        if (epoch < 0 || fence < 0 || first < 1 || last < first - 1) {
            throw new IllegalArgumentException("epoch >= 0, fence >= 0, first >= 1, last >= first - 1");
        }
    }
}
