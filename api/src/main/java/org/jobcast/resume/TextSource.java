package org.jobcast.resume;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where the text of a stream comes from. It is started at most once in the whole cluster, and only by the node that creates
 * the stream: everything that costs something belongs behind it, into the supplier.
 *
 * <p>An implementation of your own only has to be careful to end the sink in every case.
 */
@FunctionalInterface
public interface TextSource {
    /**
     * Begins to write. Should return soon; what it throws fails the stream.
     *
     * @param sink takes the chunks; has to be closed or failed at the end
     * @param threads where work can run that blocks
     * @throws Exception for any reason
     */
    void start(TextSink sink, Executor threads) throws Exception;

    /**
     * Code that writes and returns at the end.
     *
     * @param producer runs on a thread of its own
     * @return the source
     */
    static TextSource of(TextProducer producer) {
        Objects.requireNonNull(producer, "producer");
        return (sink, threads) -> threads.execute(new ProducerRun(producer, sink));
    }

    /**
     * Code that calls back later: hand the sink to a client library and return.
     *
     * @param starter is called once, on the thread that creates the stream; the stream ends when somebody ends the sink
     * @return the source
     */
    static TextSource callback(Consumer<TextSink> starter) {
        Objects.requireNonNull(starter, "starter");
        return (sink, threads) -> starter.accept(sink);
    }

    /**
     * The items of a publisher, each a chunk. It needs no thread of its own; items are asked for one after the other.
     *
     * @param supplier is called once, on the thread that creates the stream
     * @return the source
     */
    static TextSource ofPublisher(Supplier<? extends Flow.Publisher<String>> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        return (sink, threads) -> supplier.get().subscribe(new SinkSubscriber(sink));
    }

    /**
     * The items of an iterator, each a chunk.
     *
     * @param supplier is called once, on a thread of its own; an iterator that is {@link AutoCloseable} is closed
     * @return the source
     */
    static TextSource ofIterator(Supplier<? extends Iterator<String>> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        return of(sink -> {
            Iterator<String> chunks = supplier.get();
            try {
                while (!sink.isCancelled() && chunks.hasNext() && sink.write(chunks.next())) {}
            } finally {
                if (chunks instanceof AutoCloseable open) {
                    open.close();
                }
            }
        });
    }

    /**
     * What a reader gives, in chunks as they come, of 8192 characters at most. The reader is closed. If the text is cancelled,
     * its thread is interrupted; a reader that ignores that is read until it gives something.
     *
     * @param supplier is called once, on a thread of its own
     * @return the source
     */
    static TextSource ofReader(Callable<? extends Reader> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        return of(sink -> {
            try (Reader reader = supplier.call()) {
                ReaderCopy.all(reader, sink);
            }
        });
    }

    /**
     * What a stream of bytes gives, in chunks as they come. The stream is closed, at once if the text is cancelled: that ends a
     * read from a network that would wait on.
     *
     * @param supplier is called once, on a thread of its own
     * @param charset how the bytes are characters
     * @return the source
     */
    static TextSource ofInputStream(Callable<? extends InputStream> supplier, Charset charset) {
        Objects.requireNonNull(supplier, "supplier");
        Objects.requireNonNull(charset, "charset");
        return of(sink -> {
            try (InputStream bytes = supplier.call()) {
                sink.onCancel(() -> ReaderCopy.close(bytes));
                ReaderCopy.all(new InputStreamReader(bytes, charset), sink);
            }
        });
    }
}
