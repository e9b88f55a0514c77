package org.jobcast.channel;

import java.time.Instant;

/**
 * One event of a channel, as it was appended.
 *
 * @param id the event's id, {@code <epoch>-<seq>}: what a client sends back as {@code Last-Event-ID}
 * @param seq the sequence number in the channel, from 1, without holes
 * @param type the event's type
 * @param data the data: JSON text, or the string that was sent
 * @param time when it was appended, by the server's clock, in milliseconds
 */
public record Event(String id, long seq, String type, String data, Instant time) {}
