package org.jobcast.impl.job;

import java.util.concurrent.ScheduledExecutorService;
import org.jobcast.impl.channel.Logs;
import org.jobcast.spi.JsonCodec;

/**
 * What an engine is given by its host.
 *
 * @param settings the bounds and defaults
 * @param logs makes the logs
 * @param executor gives threads to bodies; closed by {@link JobEngine#shutdown}
 * @param timer wakes up for timeouts and retries; the host's, not closed by the engine
 * @param json turns values into JSON
 * @param environment the application
 * @param clock the clocks
 */
public record JobFacilities(
        JobSettings settings,
        Logs logs,
        JobExecutor executor,
        ScheduledExecutorService timer,
        JsonCodec json,
        JobEnvironment environment,
        EngineClock clock) {}
