/** An Application that lists its resources, so that the server does not look for any. */
@NullMarked
package org.jobcast.it.app.listed;

import org.jspecify.annotations.NullMarked;
