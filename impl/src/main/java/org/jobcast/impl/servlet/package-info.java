/**
 * The servlet adapter: start-up, the endpoint under the base path, and the non-blocking connection that is the fast path of
 * all streams. Work-arounds for servers are in {@code Quirks}.
 */
@NullMarked
package org.jobcast.impl.servlet;

import org.jspecify.annotations.NullMarked;
