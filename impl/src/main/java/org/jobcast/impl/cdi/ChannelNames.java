package org.jobcast.impl.cdi;

import jakarta.enterprise.inject.spi.InjectionPoint;
import org.jobcast.channel.ChannelName;

/** Finds the name of the channel that an injection point asks for. */
final class ChannelNames {
    private ChannelNames() {}

    static String of(InjectionPoint point) {
        for (var qualifier : point.getQualifiers()) {
            if (qualifier instanceof ChannelName name) {
                return name.value().isEmpty() ? point.getMember().getName() : name.value();
            }
        }
        throw new IllegalArgumentException("no @ChannelName at " + point);
    }
}
