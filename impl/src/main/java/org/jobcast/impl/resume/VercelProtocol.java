package org.jobcast.impl.resume;

import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.JsonCodec;

/**
 * The names and messages of the npm package {@code resumable-stream}. A sentinel counts who asked for a stream and becomes
 * {@code DONE}; who wants to read publishes a request with the name of a channel of its own, and gets there first all text so
 * far as one message, then each chunk, then a message that says that it is over. Failures and cancelling are not part of
 * it; a key and a channel beside it tell other nodes of this library.
 *
 * @param prefix the first part of all names
 */
record VercelProtocol(String prefix) {
    static final String DONE = "DONE";

    /** The messages on the channel of control. */
    static final String CANCEL = "cancel";

    static final String REPLACE = "replace";

    /** The last message for a reader. */
    static final String OVER = "\n\n\nDONE_SENTINEL_hasdfasudfyge374%$%^$EDSATRTYFtydryrte\n";

    String sentinel(String id) {
        return prefix + ":rs:sentinel:" + id;
    }

    String requests(String id) {
        return prefix + ":rs:request:" + id;
    }

    String chunks(String listener) {
        return prefix + ":rs:chunk:" + listener;
    }

    /** Why a stream has failed, {@code type: message}. */
    String failure(String id) {
        return prefix + ":rs:failure:" + id;
    }

    /** Where a producer hears that it shall stop. */
    String control(String id) {
        return prefix + ":rs:control:" + id;
    }

    /** What a reader asks for. */
    record Request(String listener, long skip) {
        String toJson(JsonCodec json) {
            return "{\"listenerId\":" + json.write(listener) + ",\"skipCharacters\":" + skip + "}";
        }

        /** Empty for a message that is none; anybody may publish. */
        static Optional<Request> parse(String message, JsonCodec json) {
            try {
                Map<?, ?> members = json.read(message, Map.class);
                if (members != null && members.get("listenerId") instanceof String listener) {
                    long skip = members.get("skipCharacters") instanceof Number number ? number.longValue() : 0;
                    return Optional.of(new Request(listener, Math.max(0, skip)));
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            return Optional.empty();
        }
    }
}
