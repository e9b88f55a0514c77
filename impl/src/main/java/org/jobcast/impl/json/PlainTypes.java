package org.jobcast.impl.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * JDK types that Jackson alone refuses or writes in a surprising way: java.time as ISO-8601 text, Optional as its value or
 * null, a path as its text, a stream as an array. Here, so that the application needs no further Jackson module.
 */
final class PlainTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    PlainTypes() {
        super("jobcast");
        addSerializer(TemporalAccessor.class, ToStringSerializer.instance);
        addSerializer(TemporalAmount.class, ToStringSerializer.instance);
        addSerializer(ZoneId.class, ToStringSerializer.instance);
        addSerializer(Path.class, ToStringSerializer.instance);
        addSerializer(new ContentSerializer<>(Optional.class, o -> o.isPresent() ? o.get() : null));
        addSerializer(new ContentSerializer<>(OptionalInt.class, o -> o.isPresent() ? o.getAsInt() : null));
        addSerializer(new ContentSerializer<>(OptionalLong.class, o -> o.isPresent() ? o.getAsLong() : null));
        addSerializer(new ContentSerializer<>(OptionalDouble.class, o -> o.isPresent() ? o.getAsDouble() : null));
        addSerializer(new StreamSerializer());
        readText(Instant.class, Instant::parse);
        readText(Duration.class, Duration::parse);
        readText(Period.class, Period::parse);
        readText(LocalDate.class, LocalDate::parse);
        readText(LocalTime.class, LocalTime::parse);
        readText(LocalDateTime.class, LocalDateTime::parse);
        readText(OffsetDateTime.class, OffsetDateTime::parse);
        readText(ZonedDateTime.class, ZonedDateTime::parse);
    }

    private <T> void readText(Class<T> type, Function<String, T> parser) {
        addDeserializer(type, new TextDeserializer<>(type, parser));
    }

    private static final class ContentSerializer<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<T, @Nullable Object> content;

        ContentSerializer(Class<T> type, Function<T, @Nullable Object> content) {
            super(type);
            this.content = content;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(content.apply(value), json);
        }
    }

    /** Bounded, because a stream may be endless and the thread that publishes must come back. */
    private static final class StreamSerializer extends StdSerializer<BaseStream<?, ?>> {
        private static final long serialVersionUID = 1L;
        private static final int MAX_ELEMENTS = 1_000_000;

        StreamSerializer() {
            super(BaseStream.class, false);
        }

        @Override
        public void serialize(BaseStream<?, ?> stream, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            try (stream) {
                json.writeStartArray();
                int count = 0;
                for (Iterator<?> elements = stream.iterator(); elements.hasNext(); ) {
                    if (++count > MAX_ELEMENTS) {
                        throw JsonMappingException.from(json, "A stream of more than " + MAX_ELEMENTS + " elements");
                    }
                    provider.defaultSerializeValue(elements.next(), json);
                }
                json.writeEndArray();
            }
        }
    }

    private static final class TextDeserializer<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> parser;

        TextDeserializer(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return parser.apply(text);
            } catch (DateTimeException e) {
                throw context.weirdStringException(text, handledType(), "not in ISO-8601 form");
            }
        }
    }
}
