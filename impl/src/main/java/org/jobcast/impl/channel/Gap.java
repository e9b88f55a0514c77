package org.jobcast.impl.channel;

import org.jobcast.impl.sse.EventId;

/**
 * Events that a subscriber will not get, told to it by an event of type {@code gap} without an id.
 *
 * @param reason why
 * @param epoch the epoch of the log
 * @param first the sequence number of the first event that is available
 * @param last the sequence number of the last event that is available, {@code first - 1} if there is none
 */
public record Gap(Reason reason, long epoch, long first, long last) {
    /** Why events are missing. */
    public enum Reason {
        /** History was trimmed past the position. */
        TRIMMED("trimmed"),
        /** The position is not one of this log. */
        UNKNOWN("unknown"),
        /** The position is later than the newest event. */
        FUTURE("future"),
        /** The log began anew after the position was given out. */
        RESTARTED("restarted"),
        /** The client read too slowly. */
        SLOW("slow");

        private final String label;

        Reason(String label) {
            this.label = label;
        }
    }

    /** The type of the event. */
    public static final String TYPE = "gap";

    /**
     * The members of the event's JSON object.
     *
     * @return JSON without braces
     */
    String members() {
        return "\"event\":\"gap\",\"reason\":\"" + reason.label + "\",\"first\":\"" + new EventId(epoch, first)
                + "\",\"last\":\"" + new EventId(epoch, last) + "\"";
    }

    /**
     * The event's JSON object.
     *
     * @return JSON text
     */
    public String toJson() {
        return "{" + members() + "}";
    }
}
