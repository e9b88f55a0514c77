/** The rows of stream tasks in the application's persistence unit. */
@NullMarked
package org.jobcast.impl.task.jpa;

import org.jspecify.annotations.NullMarked;
