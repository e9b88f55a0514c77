package org.jobcast.impl.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void ordinaryTextIsKeptAsItIs() {
        for (String text : new String[] {"", "a", "\u00E4 \u2028 \uFEFF \uD83D\uDE80", "{\"a\":\"\\u0000\"}\n\t"}) {
            assertThat(Texts.encode(text)).isSameAs(text);
            assertThat(Texts.decode(text)).isSameAs(text);
        }
    }

    @Test
    void whatADatabaseRefusesComesBackAsItWas() {
        for (String text :
                new String[] {"\0", "a\0b", "\uD83D", "\uDE80\uD83D", "\u001A", "\u001A0000", "x\u001A\0\uD83D\uDE80"
                }) {
            String encoded = Texts.encode(text);
            assertThat(encoded).doesNotContain("\0").isNotEqualTo(text);
            assertThat(encoded.codePoints())
                    .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            assertThat(Texts.decode(encoded)).isEqualTo(text);
        }
    }

    @Test
    void anyTextComesBack() {
        Random random = new Random(42);
        char[] alphabet = {'a', '\0', '\u001A', '\uD83D', '\uDE80', '0'};
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            assertThat(Texts.decode(Texts.encode(text.toString()))).isEqualTo(text.toString());
        }
    }

    @Test
    void timesThatDoNotFitAreTheFarthestOnes() {
        Instant odd = Instant.parse("1969-12-31T23:59:59.123456Z");
        assertThat(Micros.toInstant(Micros.of(odd))).isEqualTo(odd);
        assertThat(Micros.of(Instant.EPOCH)).isZero();
        assertThat(Micros.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(Micros.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    }
}
