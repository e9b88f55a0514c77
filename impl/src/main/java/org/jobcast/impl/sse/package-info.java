/**
 * The bytes of {@code text/event-stream}: frames, control lines and event ids. No I/O, no container, no state.
 *
 * <p>Start at {@link org.jobcast.impl.sse.Frame}.
 */
@NullMarked
package org.jobcast.impl.sse;

import org.jspecify.annotations.NullMarked;
