package org.jobcast.impl.channel;

/**
 * One of the logs on a multiplexed connection.
 *
 * @param kind {@code job} or {@code channel}, the name of the member that tells where an event comes from
 * @param id the job's id or the channel's name
 * @param log its log
 * @param position where to begin
 */
public record Source(String kind, String id, EventLog log, LogPosition position) {}
