package org.jobcast.impl.rest;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.spi.JsonCodec;

/**
 * Writes jobs as the HTTP contract does, so that resources may answer with them whatever their JSON provider is.
 *
 * @param <T> what is written
 */
@Produces(MediaType.APPLICATION_JSON)
abstract class JobJsonWriter<T> implements MessageBodyWriter<T> {
    private final JsonCodec json = new JacksonJson();
    private final Class<T> written;

    JobJsonWriter(Class<T> written) {
        this.written = written;
    }

    abstract Object members(T job);

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == written && mediaType.isCompatible(MediaType.APPLICATION_JSON_TYPE);
    }

    @Override
    public void writeTo(
            T job,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        headers.putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_TYPE);
        out.write(json.write(members(job)).getBytes(StandardCharsets.UTF_8));
    }
}
