package org.jobcast.impl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeanScriptTest {
    private static String lean(String source) {
        return new String(LeanScript.of(source.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void linesOfCommentBecomeEmptyLines() {
        assertThat(lean("// one\n/** two */\ncode;\n  /**\n   * three\n   */\n  more;\n"))
                .isEqualTo("\n\ncode;\n\n\n\n  more;\n");
    }

    @Test
    void linesOfCodeStayAsTheyAre() {
        String code =
                "a = 1; // why\nb = /** @type {any} */ (c);\n/** @type {any} */ (d).e();\nconst s = 'http://x';\nf();";
        assertThat(lean(code)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobcast.js", "jobcast-progress.js"})
    void everyLineOfTheClientIsWhereItWas(String name) throws IOException {
        String source = source(name);
        String[] before = source.split("\n", -1);
        String[] after = lean(source).split("\n", -1);

        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.length; i++) {
            String text = before[i].strip();
            if (text.startsWith("*") || text.startsWith("//") || (text.startsWith("/*") && text.endsWith("*/"))) {
                assertThat(after[i]).isEmpty();
            } else if (!text.startsWith("/*")) {
                assertThat(after[i]).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void theClientIsUnderSixKilobytesOnTheWire() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(LeanScript.of(source("jobcast.js").getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(compressed.size()).isLessThan(6 * 1024);
    }

    private static String source(String name) throws IOException {
        try (InputStream in = LeanScript.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
