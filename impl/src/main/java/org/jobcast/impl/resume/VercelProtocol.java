package org.jobcast.impl.resume;

import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * The names and messages of the npm package {@code resumable-stream}. A sentinel counts who asked for a stream and becomes
 * {@code DONE}; who wants to read publishes a request with the name of a channel of its own, and gets there first all text so
 * far as one message, then each chunk, then a message that says that it is over. Who produces an id, failures, cancelling and
 * replacing are not part of it; keys and a channel beside it tell other nodes of this library.
 *
 * <p>Each stream that is created is a <em>run</em> of its id, with a random name. Whoever set the key of the run last produces;
 * he tells all others, and looks once more after he has told them, so that of two who do that at once one knows of the other.
 *
 * @param prefix the first part of all names
 */
record VercelProtocol(String prefix) {
    static final String DONE = "DONE";

    /** The last message for a reader. */
    static final String OVER = "\n\n\nDONE_SENTINEL_hasdfasudfyge374%$%^$EDSATRTYFtydryrte\n";

    /** The only message for a reader of this library for whom there is no place. */
    static final String REFUSED = "\n\n\nREFUSED_SENTINEL_jobcast%$%^$\n";

    /** What is said on the channel of control. */
    enum Order {
        /** The run has the id now. */
        TAKE,
        /** The run is to stop; without a run, whichever hears it. */
        CANCEL,
        /** Somebody may have called the stream done that goes on. */
        RENEW,
        /** The listener is there. */
        HERE,
        /** The listener is gone. */
        GONE
    }

    String sentinel(String id) {
        return prefix + ":rs:sentinel:" + id;
    }

    String requests(String id) {
        return prefix + ":rs:request:" + id;
    }

    String chunks(String listener) {
        return prefix + ":rs:chunk:" + listener;
    }

    /** The run that has the id. */
    String run(String id) {
        return prefix + ":rs:run:" + id;
    }

    /** Why a run has failed, {@code run type: message}. */
    String failure(String id) {
        return prefix + ":rs:failure:" + id;
    }

    /** The run that is to stop, for one that did not hear it. */
    String cancelled(String id) {
        return prefix + ":rs:cancel:" + id;
    }

    /** Where producers hear of each other, and that they shall stop. */
    String control(String id) {
        return prefix + ":rs:control:" + id;
    }

    /**
     * A message on the channel of control.
     *
     * @param order what it says
     * @param about the run or the listener that it is about, empty for any
     */
    record Control(Order order, String about) {
        String toMessage() {
            return order + " " + about;
        }

        /** Empty for a message that is none; anybody may publish. */
        static Optional<Control> parse(String message) {
            int space = message.indexOf(' ');
            for (Order order : Order.values()) {
                if (space > 0 && message.substring(0, space).equals(order.name())) {
                    return Optional.of(new Control(order, message.substring(space + 1)));
                }
            }
            return Optional.empty();
        }
    }

    /**
     * What a reader asks for.
     *
     * @param listener the name under which it is answered
     * @param skip how much of the text it has
     * @param run the one run that is meant, null for any; Node does not know of it
     */
    record Request(String listener, long skip, @Nullable String run) {
        String toJson(JsonCodec json) {
            String meant = run == null ? "" : ",\"run\":" + json.write(run);
            return "{\"listenerId\":" + json.write(listener) + ",\"skipCharacters\":" + skip + meant + "}";
        }

        /** Empty for a message that is none; anybody may publish. */
        static Optional<Request> parse(String message, JsonCodec json) {
            try {
                Map<?, ?> members = json.read(message, Map.class);
                if (members != null && members.get("listenerId") instanceof String listener) {
                    long skip = members.get("skipCharacters") instanceof Number number ? number.longValue() : 0;
                    String run = members.get("run") instanceof String name ? name : null;
                    return Optional.of(new Request(listener, Math.max(0, skip), run));
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            return Optional.empty();
        }
    }
}
