package org.jobcast.impl.cdi;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelName;
import org.jobcast.impl.channel.Names;

/** Fails the deployment for a channel name that is not allowed, instead of the first request that needs the channel. */
public class JobcastExtension implements Extension {
    void check(@Observes ProcessInjectionPoint<?, Channel> event) {
        var point = event.getInjectionPoint();
        if (point.getQualifiers().stream().noneMatch(ChannelName.class::isInstance)) {
            return;
        }
        try {
            Names.require("the name in @ChannelName at " + point, ChannelNames.of(point), Names.MAX_ID);
        } catch (IllegalArgumentException e) {
            event.addDefinitionError(e);
        }
    }
}
