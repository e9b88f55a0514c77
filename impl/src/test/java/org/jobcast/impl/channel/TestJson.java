package org.jobcast.impl.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** A codec for tests of the engine, which sees Jackson in no other way. */
final class TestJson implements JsonCodec {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    @Override
    public String write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "\"" + value + "\"";
        }
    }

    @Override
    public String members(@Nullable Object value) {
        return "\"data\":" + write(value);
    }

    @Override
    public <T> @Nullable T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be read as " + type.getName(), e);
        }
    }
}
