/**
 * Server-sent events inside the application's own JAX-RS resources: {@link org.jobcast.rest.SseBroadcasters} for streams
 * that a resource opens itself, {@link org.jobcast.rest.JobcastResource} for the whole HTTP contract under a path of the
 * application.
 */
@NullMarked
package org.jobcast.rest;

import org.jspecify.annotations.NullMarked;
