package org.jobcast.impl.http;

import java.util.concurrent.ScheduledExecutorService;
import org.jobcast.impl.channel.LoggedChannels;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.channel.Pump;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.resume.StreamEngine;
import org.jobcast.impl.task.Tasks;
import org.jobcast.security.AccessPolicy;
import org.jobcast.spi.JsonCodec;

/**
 * The parts of a running engine that the HTTP contract needs.
 *
 * @param jobs the jobs
 * @param tasks the stream tasks
 * @param channels the channels
 * @param streams the resumable streams
 * @param logs the memory they use
 * @param pump writes to clients
 * @param timer ends waits
 * @param json writes JSON
 * @param access says who may do what
 * @param files the files for browsers
 */
public record HttpHost(
        JobEngine jobs,
        Tasks tasks,
        LoggedChannels channels,
        StreamEngine streams,
        Logs logs,
        Pump pump,
        ScheduledExecutorService timer,
        JsonCodec json,
        AccessPolicy access,
        SiteFiles files) {}
