package org.jobcast.resume;

/** Writes the text of a stream, chunk by chunk, on a thread of its own. */
@FunctionalInterface
public interface TextProducer {
    /**
     * Writes the whole text. Returning ends the stream, throwing ends it as failed. When the stream is cancelled, the
     * thread is interrupted and {@link TextSink#write} returns false.
     *
     * @param sink takes the chunks
     * @throws Exception for any reason; readers are told
     */
    void produce(TextSink sink) throws Exception;
}
