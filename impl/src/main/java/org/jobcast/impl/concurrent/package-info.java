/** The threads of jobcast: named, daemon, with the application's class loader, and stopped with it. */
@NullMarked
package org.jobcast.impl.concurrent;

import org.jspecify.annotations.NullMarked;
