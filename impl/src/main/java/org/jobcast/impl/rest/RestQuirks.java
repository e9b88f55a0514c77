package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.util.regex.Pattern;

/** What has to be done differently on some JAX-RS implementations, each with its reason. */
final class RestQuirks {
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

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

    /**
     * The data of an event as the implementation has to get it. CXF 4.1 (TomEE 10.0.0-M2) writes data as it is behind one
     * {@code data:}, so that a line feed in it ends the field and an empty line the event; it gets the fields of the further
     * lines as well. RESTEasy 6.2 (WildFly 39, Open Liberty 26.0.0.3) begins a field for each line but leaves out empty
     * lines, and nothing can be done about that here: the data of our events and of JSON has no line ends, a String may.
     *
     * @param sse what the events are made by
     * @param data the data, with any line ends
     * @return the data to give to the builder
     */
    static String lines(Sse sse, String data) {
        boolean cxf = sse.getClass().getName().startsWith("org.apache.cxf.");
        return cxf ? LINE_END.matcher(data).replaceAll("\ndata: ") : data;
    }

    /**
     * The address that was meant by a {@code Location}. RESTEasy 6.2 (WildFly 39, Open Liberty 26.0.0.3) appends a path
     * without a host to the address of the JAX-RS application, so that the stream {@code /shop/jobcast/jobs/1/stream}
     * becomes {@code http://host/shop/api/shop/jobcast/jobs/1/stream}. The specification would have it resolved as any
     * reference is, and Jersey does. (CXF: see {@code Quirks} of the servlet adapter.)
     *
     * @param location what the response says
     * @param base the address of the JAX-RS application, with or without a slash at the end
     * @param jobs the path of our jobs, context path and last slash included
     * @return the location as it is unless it was bent
     */
    static URI unbend(URI location, URI base, String jobs) {
        String text = location.toString();
        String prefix = base.toString().replaceFirst("/$", "");
        return text.startsWith(prefix + jobs) ? URI.create(text.substring(prefix.length())) : location;
    }
}
