package org.jobcast.impl.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JacksonJsonTest {
    private final JacksonJson json = new JacksonJson();
    private final ObjectMapper judge = new ObjectMapper();

    public record Row(String name, int count, Instant at) {}

    public record Raw(@JsonRawValue String raw) {}

    public static final class Broken {
        public String getFirst() {
            return "leak";
        }

        public String getSecond() {
            throw new IllegalStateException("no value");
        }

        @Override
        public String toString() {
            return "a \"broken\" value";
        }
    }

    public static final class Hopeless {
        public Object getSelf() {
            return this;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    public static final class Nameless {
        public Object getSelf() {
            return this;
        }

        @Override
        public String toString() {
            return null;
        }
    }

    public static final class Fatal {
        public String getValue() {
            throw new OutOfMemoryError("simulated");
        }
    }

    @Test
    void writesOrdinaryValues() {
        assertThat(json.write(null)).isEqualTo("null");
        assertThat(json.write("a\"\n\u20AC")).isEqualTo("\"a\\\"\\n\u20AC\"");
        assertThat(json.write(List.of(1, true, 2.5))).isEqualTo("[1,true,2.5]");
        assertThat(json.write(new Row("a", 1, Instant.EPOCH)))
                .isEqualTo("{\"name\":\"a\",\"count\":1,\"at\":\"1970-01-01T00:00:00Z\"}");
    }

    @Test
    void writesTypesOfTheJdkAsPlainText() {
        assertThat(json.write(Duration.ofSeconds(90))).isEqualTo("\"PT1M30S\"");
        assertThat(json.write(LocalDate.of(2026, 1, 2))).isEqualTo("\"2026-01-02\"");
        assertThat(json.write(ZoneId.of("Europe/Paris"))).isEqualTo("\"Europe/Paris\"");
        assertThat(json.write(DayOfWeek.MONDAY)).isEqualTo("\"MONDAY\"");
        assertThat(json.write(Path.of("a", "b"))).isEqualTo("\"a/b\"");
        assertThat(json.write(URI.create("http://a/b"))).isEqualTo("\"http://a/b\"");
        assertThat(json.write(Map.of(LocalDate.of(2026, 1, 2), 1))).isEqualTo("{\"2026-01-02\":1}");
    }

    @Test
    void writesOptionalAsItsValueOrNull() {
        assertThat(json.write(Optional.of(Map.of("a", Optional.empty())))).isEqualTo("{\"a\":null}");
        assertThat(json.write(OptionalInt.of(3))).isEqualTo("3");
        assertThat(json.write(OptionalInt.empty())).isEqualTo("null");
    }

    @Test
    void writesAStreamAsAnArrayAndAnEndlessOneAsItsString() {
        assertThat(json.write(Stream.of("a", 1))).isEqualTo("[\"a\",1]");
        assertThat(json.write(IntStream.range(0, 3))).isEqualTo("[0,1,2]");
        assertThat(json.write(Stream.iterate(0, i -> i))).startsWith("\"java.util.stream.");
    }

    @Test
    void quotesNumbersThatJsonDoesNotKnow() {
        assertThat(json.write(List.of(Double.NaN, Float.NEGATIVE_INFINITY))).isEqualTo("[\"NaN\",\"-Infinity\"]");
    }

    @Test
    void writesKeysThatAreNoStrings() {
        assertThat(json.write(Map.of(1, "a"))).isEqualTo("{\"1\":\"a\"}");
        Map<Object, Object> nullKey = new HashMap<>();
        nullKey.put(null, 1);
        assertThat(json.write(nullKey)).isEqualTo("\"{null=1}\"");
    }

    @Test
    void fallsBackToTheStringWithoutPartialOutput() {
        assertThat(json.write(new Broken())).isEqualTo("\"a \\\"broken\\\" value\"");
        assertThat(json.write(List.of(1, new Broken()))).isEqualTo("\"[1, a \\\"broken\\\" value]\"");
        assertThat(json.members(new Broken())).isEqualTo("\"data\":\"a \\\"broken\\\" value\"");
    }

    @Test
    void fallsBackToTheClassNameIfThereIsNoString() {
        assertThat(json.write(new Hopeless())).isEqualTo("\"" + Hopeless.class.getName() + "\"");
        assertThat(json.write(new Nameless())).isEqualTo("\"" + Nameless.class.getName() + "\"");
    }

    @Test
    void survivesValuesThatContainThemselves() {
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("list", List.of(cycle));
        assertThat(json.write(cycle)).isEqualTo("\"java.util.HashMap\"");
        Map<String, Object> self = new HashMap<>();
        self.put("self", self);
        assertThat(json.write(self)).isEqualTo("\"{self=(this Map)}\"");
    }

    @Test
    void survivesDeepNesting() {
        Object deep = "end";
        for (int i = 0; i < 100_000; i++) {
            deep = new Object[] {deep};
        }
        assertThat(json.write(deep)).startsWith("\"[Ljava.lang.Object;@");
        Object list = "end";
        for (int i = 0; i < 100_000; i++) {
            List<Object> outer = new ArrayList<>(1);
            outer.add(list);
            list = outer;
        }
        assertThat(json.write(list)).isEqualTo("\"java.util.ArrayList\"");
    }

    @Test
    void writesHugeStrings() {
        String huge = "x".repeat(30_000_000);
        assertThat(json.write(huge)).hasSize(30_000_002);
        assertThat(json.members(Map.of("t", 1, "a", huge))).hasSize(30_000_006);
    }

    @Test
    void letsErrorsEscape() {
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> json.write(new Fatal()))
                .withMessage("simulated");
    }

    @Test
    void escapesLoneSurrogatesAndKeepsPairs() {
        assertThat(json.write("a\uD800b\uDC00\uD83D\uDE00")).isEqualTo("\"a\\ud800b\\udc00\uD83D\uDE00\"");
    }

    @Test
    void keepsRawTextOnOneLine() {
        assertThat(json.write(new Raw("{\r\n\"a\":1}"))).isEqualTo("{\"raw\":{  \"a\":1}}");
    }

    @Test
    void givesTheMembersOfAnObject() {
        assertThat(json.members(Map.of())).isEmpty();
        assertThat(json.members(Map.of("a", Map.of("t", 1)))).isEqualTo("\"a\":{\"t\":1}");
        assertThat(json.members(new Row("}", 1, Instant.EPOCH)))
                .isEqualTo("\"name\":\"}\",\"count\":1,\"at\":\"1970-01-01T00:00:00Z\"");
    }

    @Test
    void putsAnyOtherValueUnderData() {
        assertThat(json.members(null)).isEqualTo("\"data\":null");
        assertThat(json.members("{}")).isEqualTo("\"data\":\"{}\"");
        assertThat(json.members(List.of(1))).isEqualTo("\"data\":[1]");
    }

    @Test
    void dropsTheMembersThatTheFrameworkOwns() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("t", Map.of("event", List.of("}")));
        value.put("a", "\"event\":1,");
        value.put("event", "evil");
        value.put("T", new BigDecimal("1.2300000000000000000000001"));
        assertThat(json.members(value)).isEqualTo("\"a\":\"\\\"event\\\":1,\",\"T\":1.2300000000000000000000001");
        assertThat(json.members(Map.of("t", 1))).isEmpty();
    }

    @Test
    void doesNotSpliceRawTextThatBreaksTheObject() {
        assertThat(json.members(new Raw("1},{"))).startsWith("\"data\":\"Raw[raw=1},{]");
    }

    @Test
    void agreesWithTheTreeForRandomObjects() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Object value = randomObject(random, 3);
            ObjectNode expected = judge.readTree(json.write(value)).deepCopy();
            expected.remove(List.of("event", "t"));
            JsonNode actual = judge.readTree("{" + json.members(value) + "}");
            assertThat(actual).as("round %d", round).isEqualTo(expected);
        }
    }

    private static Object randomObject(Random random, int depth) {
        String[] names = {"event", "t", "a", "", "\"", "data", "\u20AC", "{", ",", "x".repeat(40_000)};
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.put(names[random.nextInt(100) == 0 ? 9 : random.nextInt(9)], randomValue(random, depth));
        }
        return object;
    }

    private static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextInt();
            case 1 -> "s,}\"\\\n" + random.nextInt(9);
            case 2 -> random.nextBoolean();
            case 3 -> random.nextDouble();
            case 4 -> List.of(1, randomObject(random, depth - 1));
            default -> randomObject(random, depth - 1);
        };
    }

    @Test
    void readsWhatItWrote() {
        Row row = new Row("a", 1, Instant.parse("2026-01-02T03:04:05.678Z"));
        assertThat(json.read(json.write(row), Row.class)).isEqualTo(row);
        assertThat(json.read("null", Row.class)).isNull();
        assertThat(json.read("{\"name\":\"a\",\"unknown\":1}", Row.class)).isEqualTo(new Row("a", 0, null));
        assertThat(json.read("\"PT1S\"", Duration.class)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void saysWhereTextIsUnreadableButNotWhatItIs() {
        for (String text : List.of(
                "{\"name\":secret}", "[secret", "{\"at\":\"secret\"}", "{\"count\":\"secret\"}", "{} secret", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> json.read(text, Row.class))
                    .withMessageContaining("cannot be read as " + Row.class.getName() + " at line 1, column")
                    .withMessageNotContaining("secret")
                    .withNoCause();
        }
    }
}
