package org.jobcast.impl.store.jpa;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EclipseLinkH2FileTest extends JpaStoreContract {
    @TempDir
    static Path directory;

    EclipseLinkH2FileTest() {
        super(ECLIPSELINK);
    }

    @Override
    String newDatabase() {
        return "jdbc:h2:file:" + directory.resolve("jobs") + ";WRITE_DELAY=0";
    }
}
