/**
 * Streams that outlive their node: the {@link org.jobcast.impl.durable.Journal} brings what is appended to the store and
 * only then to clients, {@link org.jobcast.impl.durable.Followers} bring what other nodes have stored, and {@link
 * org.jobcast.impl.durable.StoredArchive} reads what memory no longer holds. It knows no container.
 */
@NullMarked
package org.jobcast.impl.durable;

import org.jspecify.annotations.NullMarked;
