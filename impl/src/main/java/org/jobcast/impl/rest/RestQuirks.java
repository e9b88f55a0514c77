package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.Sse;

/** What has to be done differently on some JAX-RS implementations, each with its reason. */
final class RestQuirks {
    private RestQuirks() {}

    /**
     * Whether the sink takes events that its {@code Sse} has not made. Jersey (3.1 and 4.0) does, and it is worth it: we
     * write our bytes as they are, where Jersey writes byte by byte, leaves out empty data and does not know a lone CR; and
     * we see when an event is written, where Jersey calls an event sent that it has only put into a queue without a bound.
     * Other implementations say the truth.
     */
    static boolean takesOwnEvents(Sse sse) {
        return sse.getClass().getName().startsWith("org.glassfish.jersey.");
    }
}
