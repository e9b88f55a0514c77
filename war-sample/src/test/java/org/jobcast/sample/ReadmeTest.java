package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
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

/** Compiles the Java of the README and follows its links, so that neither grows old. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\bclass (\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]+)");

    @TempDir
    Path classes;

    @Test
    void everyJavaSnippetCompiles() throws IOException {
        // Those of the client are compiled in the client's module, which this one knows nothing of.
        List<String> snippets = JAVA.matcher(readme())
                .results()
                .map(found -> found.group(1))
                .filter(snippet -> !snippet.contains("import org.jobcast.client."))
                .toList();
        assertThat(snippets).hasSizeGreaterThan(5);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<String> options = List.of("--release", "17", "-proc:none");
            List<Source> sources = snippets.stream().map(Source::new).toList();
            boolean compiled = compiler.getTask(new StringWriter(), files, problems, options, null, sources)
                    .call();
            assertThat(compiled).as(problems.getDiagnostics().toString()).isTrue();
        }
    }

    @Test
    void everyLinkToAFileLeadsSomewhere() throws IOException {
        List<String> links =
                LINK.matcher(readme()).results().map(found -> found.group(1)).toList();
        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }

    @Test
    void theSampleNeedsWhatTheReadmeNames() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        List<String> artifacts = Pattern.compile("`((?:weld|jersey)-[a-z0-9-]+)`")
                .matcher(readme())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(artifacts).hasSize(6).allSatisfy(artifact -> assertThat(pom).contains("<artifactId>" + artifact));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String name(String text) {
            Matcher type = TYPE.matcher(text);
            return type.results()
                    .map((MatchResult found) -> found.group(1))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
