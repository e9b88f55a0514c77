/** The life cycle of stream tasks: a task is a job of its entity's type, and its row follows the job. No container in sight. */
@NullMarked
package org.jobcast.impl.task;

import org.jspecify.annotations.NullMarked;
