package org.jobcast.impl.store.jpa;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class HibernateH2FileTest extends JpaStoreContract {
    @TempDir
    static Path directory;

    HibernateH2FileTest() {
        super(HIBERNATE);
    }

    @Override
    String newDatabase() {
        return "jdbc:h2:file:" + directory.resolve("jobs") + ";WRITE_DELAY=0";
    }
}
