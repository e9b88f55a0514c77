package org.jobcast.impl.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelName;
import org.jobcast.channel.Channels;
import org.jobcast.impl.servlet.Runtimes;
import org.jobcast.job.JobRegistry;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.task.TaskCoordinator;

/** The beans of jobcast: the parts of the engine of this application. */
@ApplicationScoped
public class JobcastProducer {
    /**
     * The jobs.
     *
     * @return the registry
     */
    @Produces
    @ApplicationScoped
    public JobRegistry jobs() {
        return Runtimes.current().jobs();
    }

    /**
     * The stream tasks.
     *
     * @return the coordinator
     */
    @Produces
    @ApplicationScoped
    public TaskCoordinator tasks() {
        return Runtimes.current().tasks();
    }

    /**
     * The channels.
     *
     * @return the channels
     */
    @Produces
    @ApplicationScoped
    public Channels channels() {
        return Runtimes.current().channels();
    }

    /**
     * The resumable streams.
     *
     * @return the streams
     */
    @Produces
    @ApplicationScoped
    public ResumableStreams streams() {
        return Runtimes.current().resumable();
    }

    /**
     * The channel of an injection point.
     *
     * @param point where it is injected
     * @return the channel, opened if need be
     */
    @Produces
    @Dependent
    @ChannelName
    public Channel channel(InjectionPoint point) {
        return Runtimes.current().channels().open(ChannelNames.of(point));
    }
}
