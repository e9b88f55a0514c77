package org.jobcast.impl.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.jobcast.impl.channel.Subscriber;
import org.jobcast.impl.channel.SubscriberConnection;

/** The answer to a request: a body that is written at once, or a stream that is opened. */
public sealed interface HttpAnswer {
    /**
     * The status code.
     *
     * @return 200 and so on
     */
    int status();

    /**
     * The headers, {@code Content-Type} included.
     *
     * @return each name once
     */
    Map<String, String> headers();

    /**
     * An answer with a body.
     *
     * @param status the status code
     * @param headers the headers
     * @param content writes the body; may write nothing
     * @param onWritten is told once whether the body has been written; never fails
     */
    record Body(int status, Map<String, String> headers, Content content, Consumer<Boolean> onWritten)
            implements HttpAnswer {}

    /**
     * A stream of events. The adapter calls exactly one of {@code opener} and {@code abandon}.
     *
     * @param headers the headers
     * @param opener connects the client
     * @param abandon gives back what was reserved for the client
     */
    record Stream(Map<String, String> headers, Opener opener, Runnable abandon) implements HttpAnswer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Writes a body. */
    @FunctionalInterface
    interface Content {
        /**
         * Writes the body; may block.
         *
         * @param out where to
         * @throws IOException if the client is gone
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Connects a client to what it asked for. */
    @FunctionalInterface
    interface Opener {
        /**
         * Connects; nothing is written before {@link Subscriber#writable} is called.
         *
         * @param connection the client's connection
         * @return the subscriber
         */
        Subscriber open(SubscriberConnection connection);
    }
}
