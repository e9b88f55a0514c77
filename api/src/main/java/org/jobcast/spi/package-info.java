/**
 * What an extension of jobcast implements: a {@link org.jobcast.spi.Store} with its parts and its doorbell, the
 * {@link org.jobcast.spi.Bus}; a {@link org.jobcast.spi.Backplane} that shares resumable streams with programs that are not
 * jobcast; the JSON codec.
 */
@NullMarked
package org.jobcast.spi;

import org.jspecify.annotations.NullMarked;
