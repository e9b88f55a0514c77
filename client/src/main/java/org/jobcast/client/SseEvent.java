package org.jobcast.client;

/**
 * A server-sent event as it was dispatched.
 *
 * @param id the last event id at the time of dispatch, empty if there was none yet
 * @param type the event's type, {@code message} if the stream named none
 * @param data the data lines joined by LF
 */
public record SseEvent(String id, String type, String data) {}
