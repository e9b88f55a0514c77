package org.jobcast.impl.channel;

/**
 * Where a log begins that goes on from what a store holds.
 *
 * @param epoch the first part of its event ids
 * @param oldest the sequence number of the oldest event in the store
 * @param last the sequence number of the newest one, 0 if there never was one
 */
public record LogStart(long epoch, long oldest, long last) {}
