/**
 * A client for the HTTP contract of jobcast: status, results, cancellation and live events of jobs, over TCP or a Unix
 * domain socket. Begin with {@link org.jobcast.client.JobcastClient}.
 *
 * <p>Needs the JDK and Jackson, nothing else; in particular not the server's jar.
 *
 * @serial exclude
 */
@NullMarked
package org.jobcast.client;

import org.jspecify.annotations.NullMarked;
