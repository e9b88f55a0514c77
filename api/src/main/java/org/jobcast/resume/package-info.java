/**
 * Resumable streams: a text that is produced once and followed by many clients, on any node, from any place in it.
 *
 * <p>{@link org.jobcast.resume.ResumableStreams} is the entry point. A {@link org.jobcast.resume.TextSource} says where the
 * text comes from; a {@link org.jobcast.resume.ResumableStream} is one reader's view of it.
 */
@NullMarked
package org.jobcast.resume;

import org.jspecify.annotations.NullMarked;
