/**
 * Stream tasks: jobs that are also entities of the application. The row says how a task stands and ends with its final value;
 * its events live in jobcast's store, like those of every job. See {@link org.jobcast.task.StreamTask}.
 */
@NullMarked
package org.jobcast.task;

import org.jspecify.annotations.NullMarked;
