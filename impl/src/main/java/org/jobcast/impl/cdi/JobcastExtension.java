package org.jobcast.impl.cdi;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import java.util.HashSet;
import java.util.Set;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelName;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.JobType;

/** Fails the deployment for a channel name or a job type that is not allowed, instead of the first request that needs it. */
public class JobcastExtension implements Extension {
    private final Set<String> types = new HashSet<>();

    void checkHandler(@Observes ProcessBean<?> event) {
        for (var qualifier : event.getBean().getQualifiers()) {
            if (qualifier instanceof JobType type) {
                check(event, type.value());
            }
        }
    }

    private void check(ProcessBean<?> event, String type) {
        try {
            Names.require("the type in @JobType at " + event.getBean(), type, Names.MAX_TYPE);
            if (!types.add(type)) {
                throw new IllegalArgumentException("two beans have @JobType(\"" + type + "\")");
            }
        } catch (IllegalArgumentException e) {
            event.addDefinitionError(e);
        }
    }

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
