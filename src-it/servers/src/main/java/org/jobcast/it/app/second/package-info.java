/** One more Application beside the first. */
@NullMarked
package org.jobcast.it.app.second;

import org.jspecify.annotations.NullMarked;
