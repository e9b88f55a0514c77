/** Persistence without a server's transactions. */
@NullMarked
package org.jobcast.it.app.tasks.local;

import org.jspecify.annotations.NullMarked;
