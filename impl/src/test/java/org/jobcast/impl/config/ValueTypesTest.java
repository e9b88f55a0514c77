package org.jobcast.impl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.jobcast.channel.SlowClientPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
    @ParameterizedTest
    @CsvSource({
        "PT15S,PT15S",
        "pt1m30s,PT1M30S",
        "15s,PT15S",
        "500ms,PT0.5S",
        "5m,PT5M",
        "2H,PT2H",
        "7d,PT168H",
        "0,PT0S",
        "' 1s ',PT1S",
        "P1D,PT24H"
    })
    void readsDurations(String text, Duration expected) {
        assertThat(ValueTypes.duration("0", "30d").parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "15",
                "15 s",
                "-1s",
                "PT-1S",
                "1.5s",
                "1w",
                "s",
                "31d",
                "999999999999999d",
                "9999999999999999999s",
                "x"
            })
    void refusesWhatIsNoDurationInTheBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueTypes.duration("0", "30d").parse(text));
    }

    @Test
    void includesBothBoundsOfADuration() {
        ValueType<Duration> type = ValueTypes.duration("1s", "1m");
        assertThat(type.parse("1s")).isEqualTo(Duration.ofSeconds(1));
        assertThat(type.parse("60s")).isEqualTo(Duration.ofMinutes(1));
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse("999ms"));
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse("60001ms"));
    }

    @ParameterizedTest
    @CsvSource({"65536,65536", "64KiB,65536", "16mib,16777216", "1GiB,1073741824", "1024,1024"})
    void readsSizes(String text, long expected) {
        assertThat(ValueTypes.size("1KiB", "1GiB").parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "1023",
                "1073741825",
                "64KB",
                "64k",
                "1 KiB",
                "-1",
                "1.5MiB",
                "999999999999999999GiB",
                "x"
            })
    void refusesWhatIsNoSizeInTheBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueTypes.size("1KiB", "1GiB").parse(text));
    }

    @Test
    void takesZeroBesideTheBoundsWhereItHasAMeaning() {
        ValueType<Long> type = ValueTypes.sizeOrZero("1KiB", "1MiB");
        assertThat(type.parse("0")).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "11", "1.0", "1e1", "ten", "99999999999"})
    void refusesWhatIsNoNumberInTheBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueTypes.integer(1, 10).parse(text));
    }

    @Test
    void readsNumbersWithBothBounds() {
        assertThat(ValueTypes.integer(1, 10).parse("1")).isEqualTo(1);
        assertThat(ValueTypes.integer(1, 10).parse(" 10 ")).isEqualTo(10);
    }

    @Test
    void readsBooleansAndNothingLikeThem() {
        assertThat(ValueTypes.bool().parse("TRUE")).isTrue();
        assertThat(ValueTypes.bool().parse("false")).isFalse();
        for (String text : List.of("", "yes", "1", "tru")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ValueTypes.bool().parse(text));
        }
    }

    @Test
    void readsChoicesInAnyCaseWithADashOrAnUnderscore() {
        ValueType<SlowClientPolicy> type = ValueTypes.oneOf(SlowClientPolicy.class);
        assertThat(type.parse("Drop-Oldest")).isEqualTo(SlowClientPolicy.DROP_OLDEST);
        assertThat(type.parse("drop_oldest")).isEqualTo(SlowClientPolicy.DROP_OLDEST);
        assertThat(type.expected()).isEqualTo("one of disconnect, drop-oldest, coalesce");
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse("drop"));
    }

    @Test
    void readsListsByComma() {
        ValueType<List<String>> type = ValueTypes.list("letters", "a,b", "[a-z]");
        assertThat(type.parse("")).isEmpty();
        assertThat(type.parse(" a , b,c")).containsExactly("a", "b", "c");
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse("a,,b"));
        assertThatIllegalArgumentException().isThrownBy(() -> type.parse("a,B"));
    }

    @Test
    void giveAnExampleThatTheyAccept() {
        assertThat(Keys.ALL)
                .allSatisfy(key ->
                        assertThat(key.type().parse(key.type().example())).isNotNull());
    }
}
