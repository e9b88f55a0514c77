package org.jobcast.channel;

/**
 * The state of a channel at one moment.
 *
 * @param name the channel's name
 * @param first the sequence number of the oldest event in the history, {@code last + 1} if it is empty
 * @param last the sequence number of the newest event, 0 if there was none
 * @param historyBytes the size of the history in bytes of encoded events
 * @param subscribers how many clients are connected
 * @param dropped how many events slow clients have not received, each client counted
 * @param disconnected how many clients were disconnected because they were slow
 * @param ended whether the channel has ended
 */
public record ChannelSnapshot(
        String name,
        long first,
        long last,
        long historyBytes,
        int subscribers,
        long dropped,
        long disconnected,
        boolean ended) {}
