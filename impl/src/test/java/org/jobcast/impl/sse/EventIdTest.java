package org.jobcast.impl.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"0-0", "7-42", "1790000000000-1", "9223372036854775807-9223372036854775807"})
    void readsWhatItWrites(String text) {
        assertThat(EventId.parse(text)).get().hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "1-",
                "-1",
                "1--1",
                "-1-1",
                "+1-1",
                "1-+1",
                " 1-1",
                "1-1 ",
                "1-1\n",
                "1-1-1",
                "a-1",
                "1-b",
                "01-1",
                "1-00",
                "1.0-1",
                "1-\u0661",
                "9223372036854775808-1",
                "1-9223372036854775808",
                "9999999999999999999-1",
                "18446744073709551617-1",
                "1-100000000000000000000",
                "\0-1",
                "1-1,1-1"
            })
    void readsNothingElse(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void readsNothingFromAVeryLongText() {
        assertThat(EventId.parse("1".repeat(1_000_000) + "-1")).isEmpty();
    }

    @Test
    void ordersByEpochThenBySequence() {
        assertThat(new EventId(1, 9)).isLessThan(new EventId(2, 1)).isGreaterThan(new EventId(1, 8));
        assertThat(new EventId(1, 9)).isEqualByComparingTo(new EventId(1, 9));
    }

    @Test
    void refusesNegativeParts() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EventId(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EventId(0, -1));
    }
}
