package org.jobcast.resume;

/**
 * Takes the text of one stream from its producer. Thread-safe; the chunks of several threads never mix within one.
 *
 * <p>Whether anybody reads makes no difference. Where the store takes less than the producer gives, {@link #write} waits
 * until there is room; nothing waits for readers.
 */
public interface TextSink extends AutoCloseable {
    /**
     * Adds a chunk. Its readers get it as one chunk, except that a surrogate pair that was cut in two arrives whole with the
     * chunk that brings its second half, and that a chunk of more than 64 Ki characters, or of a sixth of the setting {@code
     * jobcast.limits.event-size}, may arrive in pieces. A surrogate without its other half arrives as U+FFFD. An empty chunk
     * is not delivered.
     *
     * @param chunk the text
     * @return false if the stream has ended: it was cancelled, replaced, too long or its node was given up; stop then
     */
    boolean write(String chunk);

    /** Ends the stream: the text is complete. Has no effect on one that has ended. May wait for the store; never throws. */
    @Override
    void close();

    /**
     * Ends the stream as failed; what was written stays readable. Has no effect on one that has ended. May wait for the store.
     *
     * @param cause the reason; its simple class name and message are told to readers
     */
    void fail(Throwable cause);

    /**
     * Whether nothing more is wanted.
     *
     * @return true once the stream has ended or was asked to
     */
    boolean isCancelled();

    /**
     * Has something done when the stream is cancelled or ends before the producer has ended it: close a connection, stop a
     * request. Runs at once if that has happened. Its exceptions are logged.
     *
     * @param action must not block
     */
    void onCancel(Runnable action);
}
