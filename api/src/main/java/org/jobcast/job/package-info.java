/**
 * Jobs: long-running work whose progress, log, events and result can be followed live.
 *
 * <p>{@link org.jobcast.job.JobRegistry} is the entry point: {@code submit} runs a body, {@code open} hands out a
 * {@link org.jobcast.job.JobEmitter} for work that runs elsewhere.
 */
@NullMarked
package org.jobcast.job;

import org.jspecify.annotations.NullMarked;
