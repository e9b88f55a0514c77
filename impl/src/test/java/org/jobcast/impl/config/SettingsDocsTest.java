package org.jobcast.impl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/settings.md} in step with the keys; {@code -Djobcast.docs.write=true} writes it anew. */
class SettingsDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");
    private static final String HEAD = """
        # Settings

        Generated from the code; change `Keys.java`, then run the tests with `-Djobcast.docs.write=true`.

        Every setting has a default. A value comes from the first of these places that has one:

        1. MicroProfile Config, where the server has it
        2. the system property, `-Djobcast.http.base-path=/live`
        3. the environment variable, `JOBCAST_HTTP_BASE_PATH=/live`
        4. a `<context-param>` in `web.xml`

        A blank value counts as none. Wrong values stop the deployment, with one message that lists all of them.
        A misspelt key is a warning in the log that names the closest known one.

        | key | default | accepts | what it does |
        |---|---|---|---|
        """;

    @Test
    void describesEverySettingAndNothingElse() throws IOException {
        String page = page();
        if (Boolean.getBoolean("jobcast.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("stale: run the tests with -Djobcast.docs.write=true")
                .hasContent(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        Stream.concat(Keys.ALL.stream(), Stream.of(Keys.JOB_TYPE_MAX_RUNNING)).forEach(key -> page.append(row(key)));
        return page.toString();
    }

    private static String row(Key<?> key) {
        String preset = key.defaultText().isEmpty() ? "(empty)" : "`" + key.defaultText() + "`";
        return "| `" + key.name() + "` | " + preset + " | " + key.type().expected() + " | " + key.description()
                + " |\n";
    }
}
