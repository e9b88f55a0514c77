package org.jobcast.impl.rest;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes the events of our broadcasters as they were encoded. */
@Provider
public final class FrameWriter implements MessageBodyWriter<FrameEvent> {
    /** For the JAX-RS implementation. */
    public FrameWriter() {}

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == FrameEvent.class;
    }

    @Override
    public void writeTo(
            FrameEvent event,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(event.bytes());
        event.written();
    }
}
