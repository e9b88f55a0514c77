/**
 * The channel engine: an {@link org.jobcast.impl.channel.EventLog} holds encoded events, a {@link
 * org.jobcast.impl.channel.Subscriber} is a cursor in it, and the {@link org.jobcast.impl.channel.Pump} writes what lies
 * between the two. It knows no container.
 */
@NullMarked
package org.jobcast.impl.channel;

import org.jspecify.annotations.NullMarked;
