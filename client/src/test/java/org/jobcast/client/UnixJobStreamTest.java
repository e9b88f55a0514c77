package org.jobcast.client;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class UnixJobStreamTest extends JobStreamContract {
    @TempDir
    Path directory;

    @Override
    ScriptedServer start() {
        return ScriptedServer.unix(directory);
    }
}
