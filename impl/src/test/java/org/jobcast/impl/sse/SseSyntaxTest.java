package org.jobcast.impl.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SseSyntaxTest {
    @Test
    void namesThePositionAndTheCodePointInsteadOfTheCharacter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseSyntax.requireType("ab\ncd"))
                .withMessage("The event type allows no CR, LF or NUL: found U+000A at position 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseSyntax.requireId("1-\u20AC"))
                .withMessage("The event id allows visible ASCII only: found U+20AC at position 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseSyntax.requireComment("\0"))
                .withMessage("The event comment allows no CR, LF or NUL: found U+0000 at position 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseSyntax.requireType("\uD83D\uDE00\uDE00"))
                .withMessage("The event type allows no lone surrogate: found U+DE00 at position 2");
    }

    @Test
    void limitsTheLength() {
        assertThat(SseSyntax.requireType("x".repeat(128))).hasSize(128);
        assertThat(SseSyntax.requireId("x".repeat(2048))).hasSize(2048);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseSyntax.requireType("x".repeat(129)))
                .withMessage("The event type must have 1 to 128 characters, not 129");
        assertThatIllegalArgumentException().isThrownBy(() -> SseSyntax.requireId("x".repeat(2049)));
    }
}
