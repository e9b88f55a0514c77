package org.jobcast.impl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jobcast.impl.config.UiMode;
import org.junit.jupiter.api.Test;

class JarFilesTest {
    private static final String PAGE = "ui/test/page.html";

    private final JarFiles files = new JarFiles(UiMode.ON);

    @Test
    void theClientAndThePagesAreFound() {
        assertThat(List.of("jobcast.js", "jobcast-progress.js", PAGE, "ui/settings.json"))
                .allSatisfy(name -> assertThat(files.find(name)).as(name).isPresent());
    }

    @Test
    void aFileIsReadOnce() {
        assertThat(files.find(PAGE).orElseThrow()).isSameAs(files.find(PAGE).orElseThrow());
    }

    @Test
    void nothingElseIsFoundWhateverTheNameIs() {
        List<String> names = List.of(
                "",
                "/",
                "ui",
                "ui/",
                "ui/test",
                "ui/test/",
                "ui/test/notes.sql",
                "ui/test/page.html/",
                "ui//test/page.html",
                "/ui/test/page.html",
                "ui/./test/page.html",
                "ui/test/../test/page.html",
                "ui/../jobcast.js",
                "ui/../JarFiles.class",
                "JarFiles.class",
                "package-info.class",
                "../dashboard/jobcast.js",
                "..\\jobcast.js",
                "ui\\test\\page.html",
                "ui/test/page.html\0",
                "ui/test/page.html\n",
                "ui/%2e%2e/jobcast.js",
                "ui/.hidden.js",
                "file:/etc/passwd",
                "jar:file:x!/y.js",
                "JOBCAST.JS",
                "jobcast.js.map",
                "x".repeat(100_000),
                "ui/" + "x/".repeat(50_000) + "y.js");
        assertThat(names).allSatisfy(name -> assertThat(files.find(name)).isEmpty());
    }

    @Test
    void withoutTheDashboardOnlyTheClientIsLeft() {
        JarFiles off = new JarFiles(UiMode.OFF);

        assertThat(off.find("jobcast.js")).isPresent();
        assertThat(off.find(PAGE)).isEmpty();
        assertThat(off.find("ui/settings.json")).isEmpty();
    }
}
