/** The server's persistence and transactions. */
@NullMarked
package org.jobcast.it.app.tasks.managed;

import org.jspecify.annotations.NullMarked;
