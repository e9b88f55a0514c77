package org.jobcast.impl.runtime;

import java.util.concurrent.Executor;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.resume.Backplanes;
import org.jobcast.impl.resume.ResumeSettings;
import org.jobcast.impl.resume.SharedStreamLogs;
import org.jobcast.impl.resume.StreamEngine;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JsonCodec;
import org.jobcast.spi.Store;
import org.jspecify.annotations.Nullable;

/** Starts the resumable streams of a deployment, in its store or over a backplane. */
record ResumeStart(Deployment deployment, JsonCodec json, EngineClock clock, Logs logs) {
    /**
     * Starts them; may wait for the network.
     *
     * @param store the store of jobs
     * @param durable the logs in the store, null if it is this node's memory
     * @param jobs the engine of jobs, which looks after the records of streams in the store
     * @param producers where sources run that block, null for threads of the engine of streams
     */
    StreamEngine start(Store store, @Nullable DurableStreams durable, JobEngine jobs, @Nullable Executor producers) {
        Settings settings = deployment.settings();
        StreamEngine.Parts parts = new StreamEngine.Parts(
                json,
                clock,
                producers,
                deployment.caller(),
                deployment.contextPath() + settings.http().basePath() + "/streams/");
        Settings.Resume.Protocol protocol = settings.resume().protocol();
        if (protocol.isVercel()) {
            Backplane backplane = Backplanes.open(
                    protocol.backplane(), settings.storeOptions().texts(), clock.wall());
            return StreamEngine.overBackplane(backplane, protocol.keyPrefix(), logs, bounds(settings), parts);
        }
        StreamEngine.Stored stored = durable == null
                ? StreamEngine.inMemory(store.jobs(), logs, bounds(settings), parts)
                : StreamEngine.shared(
                        store.jobs(), texts(settings.job(), store, durable, jobs), bounds(settings), parts);
        jobs.admit(stored.guest());
        return stored.engine();
    }

    private static SharedStreamLogs texts(Settings.Job job, Store store, DurableStreams durable, JobEngine jobs) {
        return new SharedStreamLogs(
                durable, store.bus().orElse(Bus.NONE), jobs::nodeId, job.historyEvents(), job.historySize());
    }

    private static ResumeSettings bounds(Settings settings) {
        Settings.Resume resume = settings.resume();
        return new ResumeSettings(
                resume.activeTtl(),
                resume.doneTtl(),
                resume.maxCharacters(),
                resume.maxStreams(),
                resume.maxReaders(),
                ResumeSettings.maxChunk(settings.limits().eventSize()));
    }
}
