package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks for the settings that the pages name, and compiles the Java of the one about resumable streams. */
class PagesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("^(?:public )?class (\\w+)", Pattern.MULTILINE);
    private static final Pattern SETTING = Pattern.compile("(?m)(?:`|^)(jobcast\\.[a-z]+\\.[a-z.-]*[a-z])(?==|`)");

    @TempDir
    Path classes;

    @Test
    void everyJavaSnippetCompiles() throws IOException {
        List<Source> sources = JAVA.matcher(page("resumable-streams.md"))
                .results()
                .map(found -> new Source(found.group(1)))
                .toList();
        assertThat(sources).hasSizeGreaterThan(3);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<String> options = List.of("--release", "17", "-proc:none");
            boolean compiled = compiler.getTask(new StringWriter(), files, problems, options, null, sources)
                    .call();
            assertThat(compiled).as(problems.getDiagnostics().toString()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../README.md",
                "browser.md",
                "dashboard.md",
                "dynamodb.md",
                "performance.md",
                "resumable-streams.md",
                "servers.md",
                "tasks.md"
            })
    void everySettingThatAPageNamesExists(String page) throws IOException {
        String known = page("settings.md");
        assertThat(SETTING.matcher(page(page)).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(known).contains("| `" + setting + "` |"));
    }

    private static String page(String name) throws IOException {
        return Files.readString(DOCS.resolve(name));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String name(String text) {
            Matcher type = TYPE.matcher(text);
            assertThat(type.find()).as(text).isTrue();
            return type.group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
