package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jobcast.client.Program.Ended;
import org.jobcast.job.JobEmitter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs everything in {@code docs/java-client.md}, and compiles what the README says of the client. */
@Timeout(300)
class DocsIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\bclass (\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]+)");

    @TempDir
    static Path directory;

    private static Program sample;
    private static String text;
    private static Path classes;

    @BeforeAll
    static void start() throws Exception {
        text = Files.readString(ROOT.resolve("docs/java-client.md"));
        classes = compile();
        sample = Program.sample(directory, 0);
    }

    @AfterAll
    static void stop() {
        if (sample != null) {
            sample.close();
        }
    }

    private static Path compile() throws IOException {
        Path target = Files.createDirectory(directory.resolve("classes"));
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(problems, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(target));
            String readme = Files.readString(ROOT.resolve("README.md"));
            List<Source> sources = JAVA.matcher(text + readme)
                    .results()
                    .map(found -> found.group(1))
                    .filter(snippet -> snippet.contains("import org.jobcast.client."))
                    .map(Source::new)
                    .toList();
            assertThat(sources).hasSize(5);
            boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            new StringWriter(),
                            files,
                            problems,
                            List.of("--release", "17", "-proc:none"),
                            null,
                            sources)
                    .call();
            assertThat(compiled).as(problems.getDiagnostics().toString()).isTrue();
        }
        return target;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String code) {
            super(
                    URI.create("string:///"
                            + TYPE.matcher(code)
                                    .results()
                                    .findFirst()
                                    .orElseThrow()
                                    .group(1) + ".java"),
                    Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    /** What a snippet's main method prints. */
    private static String run(String type, String... args) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new java.net.URL[] {classes.toUri().toURL()}, DocsIT.class.getClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass(type).getMethod("main", String[].class).invoke(null, (Object) args);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aJobIsFollowedOverTcpAndOverASocket() throws Exception {
        for (URI base : List.of(sample.tcp(), sample.unix())) {
            assertThat(run("Follow", base.toString(), sample.startJob("steps=3&delayMs=1")))
                    .contains("2 of 3", "info: step 3 of 3", "ended: SUCCEEDED");
        }
    }

    @Test
    void aResultIsTakenOrMissed() throws Exception {
        String base = sample.tcp().toString();
        assertThat(run("TakeResult", base, sample.startJob("steps=3&delayMs=50"))
                        .lines())
                .containsExactly("{\"steps_completed\":3}", "demo SUCCEEDED");
        assertThat(run("TakeResult", base, sample.startJob("steps=1&delayMs=1&fail=true"))
                        .lines())
                .containsExactly("it is FAILED", "demo FAILED");
    }

    @Test
    void eventsArePushed() throws Exception {
        String pushed = run("Push", sample.tcp().toString(), sample.startJob("steps=3&delayMs=1"));
        assertThat(pushed.lines().map(line -> line.replaceFirst(" .*", "")))
                .containsExactly("progress", "log", "progress", "log", "progress", "log", "done");
    }

    @Test
    void anOperatorListsCancelsAndCleansUp(@TempDir Path other) throws Exception {
        Path token = Files.writeString(other.resolve("token"), "admin\n");
        try (EmbeddedServer server = new EmbeddedServer(other);
                JobEmitter job = server.runtime().jobs().open("import")) {
            String id = job.job().id();
            assertThat(run("Operate", server.base().toString(), token.toString())
                            .lines())
                    .containsExactly(id + " REQUESTED", "0 jobs could be removed");
            job.complete();
        }
    }

    @Test
    void theCommandsForTheSampleWork() throws Exception {
        String script = script("sample")
                .replace("http://127.0.0.1:8080", sample.tcp().toString().replace("/jobcast", ""));
        Ended ended = bash(script, Map.of());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines())
                .hasSize(104)
                .contains("{\"steps_completed\":50}")
                .anyMatch(line -> line.contains("ALREADY_TERMINAL"))
                .last()
                .asString()
                .contains("\"repeats\":");
    }

    @Test
    void theCommandsForASocketWork() throws Exception {
        String socket = sample.unix().toString().substring("unix:".length());
        Ended ended = bash(script("socket").replace("/run/app.sock", socket), Map.of());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).hasSize(11);
    }

    @Test
    void theCommandsForOperatorsWork(@TempDir Path other) throws Exception {
        try (EmbeddedServer server = new EmbeddedServer(other);
                JobEmitter job = server.runtime().jobs().open("import")) {
            Ended ended =
                    bash(script("admin"), Map.of("JOBCAST_URL", server.base().toString(), "JOBCAST_TOKEN", "admin"));
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).contains(job.job().id(), "{\"count\":0,\"dryRun\":true}");
            job.complete();
        }
    }

    private static String script(String name) {
        return Pattern.compile("<!-- " + name + " -->\n```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static Ended bash(String script, Map<String, String> environment) throws Exception {
        for (String tool : List.of("bash", "curl", "sed")) {
            boolean present = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            assumeTrue(present, tool + " is not here, so the commands cannot be tried");
        }
        String jar = System.getProperty("client.jar");
        return Program.run(
                List.of("bash", "-euo", "pipefail", "-c", script.replace("client/target/jobcast.jar", jar)),
                environment);
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(LINK.matcher(text).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(
                        link -> assertThat(ROOT.resolve("docs").resolve(link)).exists());
    }
}
