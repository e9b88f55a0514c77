package org.jobcast.impl.rest;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jobcast.impl.http.SnapshotJson;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.job.JobPage;
import org.jobcast.job.JobSnapshot;
import org.jobcast.spi.JsonCodec;

/** Writes jobs as the HTTP contract does, so that resources may answer with them whatever their JSON provider is. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class JobJsonWriter implements MessageBodyWriter<Object> {
    private final JsonCodec json = new JacksonJson();

    /** For the JAX-RS implementation. */
    public JobJsonWriter() {}

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return (type == JobSnapshot.class || type == JobPage.class)
                && mediaType.isCompatible(MediaType.APPLICATION_JSON_TYPE);
    }

    @Override
    public void writeTo(
            Object job,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        headers.putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_TYPE);
        Object members = job instanceof JobPage page ? SnapshotJson.of(page) : SnapshotJson.of((JobSnapshot) job);
        out.write(json.write(members).getBytes(StandardCharsets.UTF_8));
    }
}
