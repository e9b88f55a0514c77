/** The test application without JAX-RS: servlets that drive jobs and channels, one job of each kind. */
@NullMarked
package org.jobcast.it.app.base;

import org.jspecify.annotations.NullMarked;
