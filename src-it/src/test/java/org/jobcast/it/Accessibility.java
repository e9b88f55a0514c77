package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Has axe look for what keeps people with disabilities out. */
final class Accessibility {
    private static final String AXE = "axe.min.js";

    private static final String CHECK = "const done = arguments[arguments.length - 1];"
            + "axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations"
            + ".filter(one => one.impact === 'serious' || one.impact === 'critical')"
            + ".map(one => one.id + ': ' + one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))),"
            + " error => done([String(error)]))";

    private Accessibility() {}

    /** Checks the page that is open, in both themes; findings that are serious or critical fail. */
    static void check(Browser browser) {
        browser.driver().executeScript(axe());
        for (String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            assertThat((List<?>) browser.driver().executeAsyncScript(CHECK))
                    .as(scheme)
                    .isEmpty();
        }
    }

    private static String axe() {
        try (InputStream script = Accessibility.class.getClassLoader().getResourceAsStream(AXE)) {
            return new String(Objects.requireNonNull(script, AXE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
