/** A stream task, which is a row of the application's own, and a job of a registered type. */
@NullMarked
package org.jobcast.it.app.tasks;

import org.jspecify.annotations.NullMarked;
