package org.jobcast.resume;

import org.jobcast.job.CancelOutcome;

/**
 * The resumable streams of this application, and with a shared store of all its nodes. Inject it by CDI.
 *
 * <pre>{@code
 * ResumeResult answer = streams.createOrResume("chat-42", TextSource.ofPublisher(() -> model.answer(question)));
 * }</pre>
 *
 * <p>A source runs at most once in the cluster, and to its end, whatever becomes of the readers. The store decides between
 * callers that create a stream at the same time, so two of them never write into one text. When the node of a producer dies,
 * its stream fails within the lease of the node, and its readers are told so; none of them waits for ever.
 *
 * <p>Nobody is asked whether the caller may: over HTTP {@link org.jobcast.security.AccessPolicy} is.
 *
 * <p>Thread-safe. Methods may wait for the store, never for a producer or a reader, and throw a {@link
 * org.jobcast.spi.StoreException} if it does not answer; only over a backplane, where the text is with its producer, looking
 * one up waits up to 5 seconds for its first answer. An id is 1 to 120 characters of {@code A-Z a-z 0-9 _ . : -}.
 */
public interface ResumableStreams {
    /**
     * Creates a stream with the default options.
     *
     * @param id its id
     * @param source where its text comes from
     * @return {@link ResumeResult.Created}
     * @throws IllegalArgumentException if the id is not allowed
     * @throws StreamConflictException if the id is taken, also by a stream that has ended and is still kept
     * @throws StreamRefusedException if there is no room for a stream or the application is shutting down
     */
    default ResumeResult create(String id, TextSource source) {
        return create(id, StreamOptions.defaults(), source);
    }

    /**
     * Creates a stream. If the id is taken and the options say {@link StreamOptions#replace}, the stream that has it ends as
     * failed for its readers, nothing more can be written to it from that moment on, wherever its producer runs, and the new
     * one is its next generation. A stream of another owner is not replaced.
     *
     * @param id its id
     * @param options its options
     * @param source where its text comes from
     * @return {@link ResumeResult.Created}
     * @throws IllegalArgumentException if the id is not allowed
     * @throws StreamConflictException if the id is taken, also by a stream that has ended and is still kept, and the options
     *     do not say otherwise or it belongs to another owner
     * @throws StreamRefusedException if there is no room for a stream or the application is shutting down
     */
    ResumeResult create(String id, StreamOptions options, TextSource source);

    /**
     * Reads a stream from its beginning.
     *
     * @param id its id
     * @return anything but {@link ResumeResult.Created}
     */
    default ResumeResult resume(String id) {
        return resume(id, ResumeFrom.start());
    }

    /**
     * Reads a stream.
     *
     * @param id its id; any text, one that is not allowed is not found
     * @param from where to begin
     * @return anything but {@link ResumeResult.Created}
     */
    ResumeResult resume(String id, ResumeFrom from);

    /**
     * Creates a stream with the default options if there is none, or reads the one that there is from its beginning.
     *
     * @param id its id
     * @param source where its text comes from if it is created
     * @return anything but {@link ResumeResult.NotFound}
     * @throws IllegalArgumentException if the id is not allowed
     * @throws StreamConflictException if the id belongs to a stream of another owner
     * @throws StreamRefusedException if there is no room for a stream or the application is shutting down
     */
    default ResumeResult createOrResume(String id, TextSource source) {
        return createOrResume(id, StreamOptions.defaults(), ResumeFrom.start(), source);
    }

    /**
     * Creates a stream if there is none, or reads the one that there is, also if it has ended and is still kept. Of many
     * callers at once, on whatever nodes, exactly one gets {@link ResumeResult.Created}.
     *
     * @param id its id
     * @param options its options if it is created; {@link StreamOptions#replace} means nothing here
     * @param from where to begin to read, for a new stream too
     * @param source where its text comes from if it is created
     * @return anything but {@link ResumeResult.NotFound}
     * @throws IllegalArgumentException if the id is not allowed
     * @throws StreamConflictException if the id belongs to a stream of another owner
     * @throws StreamRefusedException if there is no room for a stream or the application is shutting down
     */
    ResumeResult createOrResume(String id, StreamOptions options, ResumeFrom from, TextSource source);

    /**
     * Tells how far a stream is.
     *
     * @param id its id; any text
     * @return the state
     */
    StreamState state(String id);

    /**
     * Whether a stream is known, going on or ended.
     *
     * @param id its id; any text
     * @return false for {@link StreamState#NONE}
     */
    default boolean has(String id) {
        return state(id) != StreamState.NONE;
    }

    /**
     * Ends a stream, wherever its producer runs: the producer is told, and the text ends where it is, for its readers as if
     * it was complete. A reader that goes away is no such thing.
     *
     * @param id its id; any text
     * @return what came of it
     */
    CancelOutcome cancel(String id);
}
