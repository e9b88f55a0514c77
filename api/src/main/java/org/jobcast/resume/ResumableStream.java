package org.jobcast.resume;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * One reader's view of a stream: the text from one place to the end, as often and in as many ways as wanted. Every call
 * reads anew from that place, and none of them has an influence on the producer or on other readers: one that stops is
 * forgotten, one that is slow is behind.
 *
 * <p>A text that has failed is read as far as it goes, then {@link StreamFailedException} comes. Methods that read throw a
 * {@link org.jobcast.spi.StoreException} if a store that has to be asked does not answer, and a {@link StreamRefusedException}
 * when the application stops. Thread-safe.
 */
public interface ResumableStream {
    /**
     * The stream's id.
     *
     * @return the id
     */
    String id();

    /**
     * Which stream of that id it is.
     *
     * @return 1 for the first, one more each time it was replaced; always 1 with {@code jobcast.resume.protocol=vercel}, which
     *     does not count them
     */
    long generation();

    /**
     * How far it is. May wait for the store.
     *
     * @return the state; {@link StreamState#NONE} once it is no longer kept
     */
    StreamState state();

    /**
     * The chunks for a subscriber, which may come at any time. They are delivered on a thread of jobcast, as many as were
     * requested; {@code onError} gets a {@link StreamFailedException} if the text has failed, or a {@link
     * StreamRefusedException} if there are too many readers. There are 128 such threads for all subscribers of a node: one that
     * blocks does not delay others unless as many do.
     *
     * @return a publisher of chunks, none of them empty
     */
    Flow.Publisher<String> publisher();

    /**
     * The chunks for the calling thread. {@link Iterator#hasNext} waits for the next chunk or the end; an interrupt ends the
     * waiting by a {@link StreamRefusedException} and stays set.
     *
     * @return the chunks, none of them empty; close it if it is not read to its end
     * @throws StreamRefusedException if there are too many readers
     */
    Chunks chunks();

    /**
     * Reads the text to its end. Waits for it.
     *
     * @return the whole text from the place of this reader on
     * @throws StreamFailedException if the text has failed
     * @throws StreamRefusedException if there are too many readers
     */
    String text();

    /**
     * Reads the text as far as it is now, without waiting for more, and whatever became of it. May wait for the store.
     *
     * @return the text from the place of this reader on
     */
    String textSoFar();

    /**
     * Writes the text as it comes, and flushes behind each chunk. Waits for its end.
     *
     * @param writer where to; not closed
     * @throws IOException if the writer fails; the stream goes on
     * @throws StreamFailedException if the text has failed; what there was has been written
     * @throws StreamRefusedException if there are too many readers
     */
    void writeTo(Writer writer) throws IOException;

    /**
     * Writes the text as it comes, in UTF-8, and flushes behind each chunk. Waits for its end.
     *
     * @param out where to; not closed
     * @throws IOException if the stream of bytes fails; this stream goes on
     * @throws StreamFailedException if the text has failed; what there was has been written
     * @throws StreamRefusedException if there are too many readers
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * Completes when readers of this node can read the end, or the application stops.
     *
     * @return the final state, or in the second case the last one known; never completes exceptionally
     */
    CompletionStage<StreamState> completion();

    /** The chunks of a text, for one thread. */
    interface Chunks extends Iterator<String>, AutoCloseable {
        /** Stops reading. */
        @Override
        void close();
    }
}
