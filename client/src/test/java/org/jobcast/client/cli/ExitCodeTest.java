package org.jobcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void everyCodeIsInTheDocumentation() throws IOException {
        String docs = Files.readString(Path.of("../docs/java-client.md"));
        List<String> documented = Pattern.compile("(?m)^\\| (\\d) \\| ")
                .matcher(docs)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.code()))
                        .toList());
    }
}
