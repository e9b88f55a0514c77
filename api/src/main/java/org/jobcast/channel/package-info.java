/**
 * Channels: named append-only logs of events that browsers follow by server-sent events.
 *
 * <p>{@link org.jobcast.channel.Channels} is the entry point. A channel is a log and a subscriber is a cursor in it:
 * replay, late joining and reconnecting are all the same read.
 */
@NullMarked
package org.jobcast.channel;

import org.jspecify.annotations.NullMarked;
