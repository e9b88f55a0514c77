package org.jobcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static Arguments parse(String... args) {
        return Arguments.parse(List.of(args), Set.of("--time", "--name"), Set.of("--flag"));
    }

    @Test
    void optionsMayStandAnywhere() {
        Arguments arguments = parse("--flag", "cmd", "--name", "a=b", "one", "--name=c", "--", "--two", "-");
        assertThat(arguments.command()).isEqualTo("cmd");
        assertThat(arguments.operands()).containsExactly("one", "--two", "-");
        assertThat(arguments.all("--name")).containsExactly("a=b", "c");
        assertThat(arguments.value("--name")).contains("c");
        assertThat(arguments.has("--flag")).isTrue();
        assertThat(arguments.has("--time")).isFalse();
    }

    @Test
    void durationsAreShortOrIso() {
        assertThat(List.of("500ms", "30s", "5m", "2h", "7d", "PT5M", "pt1.5s", "0s"))
                .map(text -> parse("cmd", "--time", text).duration("--time", Duration.ZERO))
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofHours(2),
                        Duration.ofDays(7),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(1500),
                        Duration.ZERO);
        assertThat(parse("cmd").duration("--time", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
        for (String wrong : List.of("", "5", "5 s", "-5s", "PT-5S", "9999999999d")) {
            assertThatThrownBy(() -> parse("cmd", "--time", wrong).duration("--time", Duration.ZERO))
                    .as(wrong)
                    .isInstanceOf(UsageException.class);
        }
    }
}
