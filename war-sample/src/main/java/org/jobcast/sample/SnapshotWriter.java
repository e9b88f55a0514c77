package org.jobcast.sample;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jobcast.job.JobSnapshot;

/** Writes a job as the library's own endpoints do, whatever JSON library the server prefers. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotWriter implements MessageBodyWriter<JobSnapshot> {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return JobSnapshot.class.isAssignableFrom(type);
    }

    @Override
    public void writeTo(
            JobSnapshot job,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", job.id());
        members.put("type", job.type());
        members.put("state", job.state().label());
        members.put("created", job.created().toString());
        members.put("attempt", job.attempt());
        members.put("lastEvent", job.lastEvent());
        members.put("hasResult", job.hasResult());
        members.put("stream", job.stream().toString());
        out.write(JSON.writeValueAsBytes(members));
    }
}
