package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documentation says of servers is what is run. */
class ServersDocsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\| (\\S+) \\| (yes|no) \\|");
    private static final Pattern PROFILE = Pattern.compile("<server>(\\w+)</server>\\s*<server.version>\\$\\{([^}]+)}");

    private static Map<String, String> versionsThatAreRun() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Map<String, String> versions = new TreeMap<>();
        Matcher profile = PROFILE.matcher(pom);
        while (profile.find()) {
            String property = profile.group(2);
            Matcher value = Pattern.compile("<%s>(.*?)</%s>".formatted(property, property))
                    .matcher(pom);
            assertThat(value.find()).as(property).isTrue();
            versions.put(profile.group(1), value.group(1));
        }
        return versions;
    }

    private static Map<String, String> versionsOf(Path document) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(document));
        while (row.find()) {
            versions.put(row.group(1), row.group(3));
        }
        return versions;
    }

    @Test
    void theTableOfServersHasTheVersionsThatAreRun() throws IOException {
        assertThat(versionsOf(ROOT.resolve("docs/servers.md"))).isEqualTo(versionsThatAreRun());
    }

    @Test
    void theReadmeHasThemToo() throws IOException {
        assertThat(versionsOf(ROOT.resolve("README.md"))).isEqualTo(versionsThatAreRun());
    }

    @Test
    void theHarnessKnowsEachAndWhetherItIsFull() throws IOException {
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/servers.md")));
        Map<String, Boolean> full = new TreeMap<>();
        while (row.find()) {
            full.put(row.group(1), row.group(4).equals("yes"));
        }
        Map<String, Boolean> known = new TreeMap<>();
        Servers.all().forEach(server -> known.put(server.id(), server.full()));
        assertThat(full).isEqualTo(known);
    }

    @Test
    void thePartsOfTomeeAreOfTheVersionThatIsNamed() throws IOException {
        assertThat(Files.readString(Path.of("tomee/pom.xml")))
                .contains("<version.tomee>" + versionsThatAreRun().get("tomee") + "</version.tomee>");
    }
}
