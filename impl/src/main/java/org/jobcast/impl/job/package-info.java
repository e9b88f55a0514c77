/**
 * The life of jobs: one table of allowed changes, the queue, attempts, emitters, cancellation, results and the reaper.
 *
 * <p>{@link org.jobcast.impl.job.JobEngine} is the entry point. A change of state is decided by the store, in
 * {@link org.jobcast.impl.job.StateKeeper}; everything else follows from who won there.
 */
@NullMarked
package org.jobcast.impl.job;

import org.jspecify.annotations.NullMarked;
