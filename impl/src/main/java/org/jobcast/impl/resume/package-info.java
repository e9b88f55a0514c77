/**
 * Resumable streams: a text in a log of events, produced by one node and read by all. {@link
 * org.jobcast.impl.resume.StreamEngine} is the entry point; behind it a {@link org.jobcast.impl.resume.Backend} decides who
 * produces: the store, or a backplane with the protocol of the npm package resumable-stream. It knows no container.
 */
@NullMarked
package org.jobcast.impl.resume;

import org.jspecify.annotations.NullMarked;
