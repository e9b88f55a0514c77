/**
 * The JAX-RS adapter. {@link org.jobcast.impl.rest.SinkBroadcasters} connects event sinks of the application's own resources
 * to channels; {@link org.jobcast.impl.rest.RouterEndpoint} serves the HTTP contract below any resource. Work-arounds for
 * JAX-RS implementations are in {@code RestQuirks}.
 */
@NullMarked
package org.jobcast.impl.rest;

import org.jspecify.annotations.NullMarked;
