package org.jobcast.impl.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.IOException;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * The codec over Jackson: no default typing, java.time and Optional without further modules, unknown properties ignored
 * when reading. A value that fails half-way leaves nothing of itself in the output. Errors escape, but for the overflow of
 * the stack that a value which contains itself causes.
 *
 * <p>Thread-safe.
 */
public final class JacksonJson implements JsonCodec {
    // Not the default, which leaves buffers, and by them the class loader of the application, in the threads of the
    // server.
    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .build())
            .addModule(new PlainTypes())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // The default factory is shared by all applications of a server and would keep classes of a stopped one.
            .typeFactory(TypeFactory.defaultInstance().withCache(privateCache()))
            .build();

    private final ObjectWriter writer = mapper.writer();

    @Override
    public String write(@Nullable Object value) {
        try {
            return JsonText.oneLine(writer.writeValueAsString(value));
        } catch (JsonProcessingException | RuntimeException | StackOverflowError e) {
            return writeText(value);
        }
    }

    @Override
    public String members(@Nullable Object value) {
        String json = write(value);
        if (!JsonText.isObject(json)) {
            return "\"data\":" + json;
        }
        try {
            return JsonText.members(json);
        } catch (IOException e) {
            // Only a value that writes raw text of its own can get here, with text that is no JSON.
            return "\"data\":" + writeText(value);
        }
    }

    @Override
    public <T> @Nullable T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw unreadable(type, position(e), e);
        } catch (RuntimeException e) {
            throw unreadable(type, "", e);
        }
    }

    private static LookupCache<Object, JavaType> privateCache() {
        return new LRUMap<>(16, 200);
    }

    private String writeText(@Nullable Object value) {
        try {
            return JsonText.oneLine(writer.writeValueAsString(text(value)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A string could not be written", impossible);
        }
    }

    private static String text(@Nullable Object value) {
        try {
            String text = String.valueOf(value);
            return text == null ? className(value) : text;
        } catch (RuntimeException | StackOverflowError e) {
            return className(value);
        }
    }

    private static String className(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** Without a cause: Jackson's messages quote the text, which may be secret and would reach the log. */
    private static IllegalArgumentException unreadable(Class<?> type, String position, Exception e) {
        return new IllegalArgumentException("The JSON text cannot be read as " + type.getName() + position + " ("
                + e.getClass().getSimpleName() + ")");
    }
}
