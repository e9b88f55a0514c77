package org.jobcast.impl.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.jobcast.impl.concurrent.LateAnswers;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.rest.RouterEndpoint;
import org.jobcast.impl.rest.SinkBroadcasters;
import org.jobcast.impl.rest.SinkSettings;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jobcast.impl.servlet.Runtimes;
import org.jobcast.rest.JobcastEndpoint;
import org.jobcast.rest.SseBroadcasters;

/**
 * The beans for JAX-RS resources. They are apart from the others because their types cannot be loaded in an application
 * without JAX-RS; the CDI container then leaves this class out.
 */
@ApplicationScoped
public class RestProducer {
    private final LateAnswers late = new LateAnswers();

    /** For the container. */
    @Inject
    public RestProducer() {}

    /**
     * The broadcasters.
     *
     * @return the broadcasters
     */
    @Produces
    @ApplicationScoped
    public SseBroadcasters broadcasters() {
        JobcastRuntime runtime = Runtimes.current();
        Settings settings = runtime.settings();
        Settings.Stream stream = settings.stream();
        SinkSettings sinks = new SinkSettings(
                stream.keepAlive(),
                stream.maxStall(),
                stream.retry(),
                settings.channel().slowClient(),
                runtime.writeLimit());
        SinkBroadcasters broadcasters = new SinkBroadcasters(runtime.channels(), sinks, runtime.timer());
        runtime.onClose(broadcasters::close);
        return broadcasters;
    }

    /**
     * The HTTP contract for resources.
     *
     * @return the endpoint
     */
    @Produces
    @ApplicationScoped
    public JobcastEndpoint endpoint() {
        JobcastRuntime runtime = Runtimes.current();
        return new RouterEndpoint(runtime.router(), runtime.writeLimit(), late);
    }

    void close(@Disposes JobcastEndpoint endpoint) {
        late.close();
    }
}
