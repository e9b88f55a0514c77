package org.jobcast.client;

/** An event is larger than the client takes; the stream was given up, because it would come again. */
public final class EventTooLargeException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    EventTooLargeException(int maxEventBytes) {
        super("An event has more than " + maxEventBytes + " bytes; raise maxEventBytes to read it.");
    }
}
