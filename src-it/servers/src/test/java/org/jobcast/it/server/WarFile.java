package org.jobcast.it.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A WAR in the making: packages of the test application, files, and the libraries of the sample's WAR, of which one is the
 * built jar. Its name is the context path.
 */
final class WarFile {
    private static final String BEANS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
            """;

    private static final String WEB = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              %s
              <env-entry>
                <env-entry-name>greeting</env-entry-name>
                <env-entry-type>java.lang.String</env-entry-type>
                <env-entry-value>good morning</env-entry-value>
              </env-entry>
            </web-app>
            """;

    private final String name;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Set<String> packages = new TreeSet<>();
    private Predicate<String> libraries = library -> true;

    private WarFile(String name) {
        this.name = name;
    }

    static WarFile named(String name) {
        return new WarFile(name).file("WEB-INF/beans.xml", BEANS);
    }

    String name() {
        return name;
    }

    /** Adds packages below {@code org.jobcast.it.app}. */
    WarFile packages(String... names) {
        packages.addAll(Set.of(names));
        return this;
    }

    WarFile file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Adds those jars from the class path of the tests whose names begin so. */
    WarFile withLibraries(String... prefixes) throws IOException {
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String jar = element.substring(element.lastIndexOf(File.separatorChar) + 1);
            if (jar.endsWith(".jar") && Stream.of(prefixes).anyMatch(jar::startsWith)) {
                files.put("WEB-INF/lib/" + jar, Files.readAllBytes(Path.of(element)));
            }
        }
        return this;
    }

    /** Adds a web.xml with these elements beside those that every variant has. */
    WarFile webXml(String... elements) {
        return file("WEB-INF/web.xml", WEB.formatted(String.join("\n", elements)));
    }

    static String parameter(String name, String value) {
        return "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
                .formatted(name, value);
    }

    /** Leaves out what is not wanted of the sample's libraries; names of jars are given. */
    WarFile libraries(Predicate<String> wanted) {
        libraries = wanted;
        return this;
    }

    /**
     * Writes the file.
     *
     * @param full whether the server brings CDI and JAX-RS; else they come along
     */
    Path write(Path directory, boolean full) throws IOException {
        Path war = directory.resolve(name + ".war");
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entry(zip, file.getKey(), file.getValue());
            }
            Path classes = Path.of(System.getProperty("app.classes"));
            for (String each : packages) {
                Path from = classes.resolve("org/jobcast/it/app").resolve(each.replace('.', '/'));
                for (Path file : listed(from)) {
                    entry(zip, "WEB-INF/classes/" + slashes(classes.relativize(file)), Files.readAllBytes(file));
                }
            }
            copyLibraries(zip, Samples.war(full));
        }
        return war;
    }

    private void copyLibraries(ZipOutputStream zip, Path sample) throws IOException {
        try (ZipFile source = new ZipFile(sample.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) source.stream().map(e -> (ZipEntry) e)::iterator) {
                String path = entry.getName();
                if (path.matches("WEB-INF/lib/.*\\.jar") && libraries.test(path.substring("WEB-INF/lib/".length()))) {
                    try (InputStream in = source.getInputStream(entry)) {
                        entry(zip, path, in.readAllBytes());
                    }
                }
            }
        }
    }

    private static Iterable<Path> listed(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static void entry(ZipOutputStream zip, String path, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(path));
        zip.write(content);
        zip.closeEntry();
    }
}
