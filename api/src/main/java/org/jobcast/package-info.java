/**
 * jobcast: long-running jobs for Jakarta EE whose progress, log, events and result stream live to any number of
 * browsers.
 *
 * <p>Start with {@link org.jobcast.job.JobRegistry} for jobs, {@link org.jobcast.channel.Channels} for plain channels and
 * {@link org.jobcast.resume.ResumableStreams} for texts that are produced once and read from any character; all are
 * injectable by CDI.
 */
@NullMarked
package org.jobcast;

import org.jspecify.annotations.NullMarked;
