/**
 * jobcast: long-running jobs for Jakarta EE whose progress, log, events and result stream live to any number of
 * browsers.
 *
 * <p>Start with {@link org.jobcast.job.JobRegistry} for jobs and {@link org.jobcast.channel.Channels} for plain
 * channels; both are injectable by CDI.
 */
@NullMarked
package org.jobcast;

import org.jspecify.annotations.NullMarked;
