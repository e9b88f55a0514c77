/** A filter that is not async-supported. */
@NullMarked
package org.jobcast.it.app.plain;

import org.jspecify.annotations.NullMarked;
