package org.jobcast.impl.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
    @Test
    void writesCommentsThatClientsIgnore() {
        SseParser parser = new SseParser();
        assertThat(parser.push(Control.keepAlive())).isEmpty();
        assertThat(parser.push(Control.comment("data: \u20AC"))).isEmpty();
        assertThat(parser.push(Control.comment(""))).isEmpty();
        assertThat(parser.comments()).containsExactly(" keep-alive", " data: \u20AC", " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ndata: evil", "a\rdata: evil", "\r\n", "\0", "\uD800"})
    void refusesACommentThatCouldBeginAnotherField(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Control.comment(text));
    }

    @Test
    void writesTheRetryHintInMilliseconds() {
        assertThat(new String(Control.retry(Duration.ofSeconds(3)), StandardCharsets.US_ASCII))
                .isEqualTo("retry: 3000\n\n");
        SseParser parser = new SseParser();
        parser.push(Control.retry(Duration.ZERO));
        assertThat(parser.retry()).contains(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT24H0.001S"})
    void refusesARetryHintOutOfRange(Duration delay) {
        assertThatIllegalArgumentException().isThrownBy(() -> Control.retry(delay));
    }
}
