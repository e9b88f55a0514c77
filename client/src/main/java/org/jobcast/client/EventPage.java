package org.jobcast.client;

import java.util.List;

/**
 * Some events of a job, for clients that poll.
 *
 * @param events the events, in order; their ids are empty
 * @param last the number to ask after next
 * @param done whether nothing comes after them
 */
public record EventPage(List<JobEvent> events, long last, boolean done) {
    /**
     * Copies the events.
     *
     * @param events the events, in order; their ids are empty
     * @param last the number to ask after next
     * @param done whether nothing comes after them
     */
    public EventPage {
        events = List.copyOf(events);
    }
}
