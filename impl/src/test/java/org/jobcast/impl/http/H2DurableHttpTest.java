package org.jobcast.impl.http;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class H2DurableHttpTest extends DurableHttpContract {
    @TempDir
    private Path directory;

    @Override
    List<String> store() {
        return List.of(
                "store=jpa",
                "jpa.url=" + "jdbc:h2:file:" + directory.resolve("jobs") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }
}
