/**
 * The HTTP contract without a container: a request goes in, an answer comes out. The servlet and the JAX-RS resources are
 * two thin adapters over {@link org.jobcast.impl.http.Router}.
 */
@NullMarked
package org.jobcast.impl.http;

import org.jspecify.annotations.NullMarked;
