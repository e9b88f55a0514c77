package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jobcast.spi.Bus;
import org.jobcast.spi.BusContract;
import org.jobcast.spi.Store;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresBusTest extends BusContract {
    private final Map<String, String> settings = Map.of(
            "jobcast.jpa.url",
            PostgresServer.shared().newDatabase(),
            "jobcast.jpa.provider",
            JpaStoreContract.HIBERNATE,
            "jobcast.jpa.notify",
            "true");
    private final Store here = open(settings);
    private final Store there = open(settings);

    private static Store open(Map<String, String> settings) {
        return new JpaStoreProvider().open(TestDatabase.context(settings));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("jobcast-bus")));
    }

    @Override
    protected Store here() {
        return here;
    }

    @Override
    protected Store there() {
        return there;
    }

    @Override
    protected void disconnect() {
        new TestDatabase(settings)
                .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    @Test
    void aTopicMayBeAnyText() throws Exception {
        Semaphore heard = new Semaphore(0);
        String topic = Bus.ofLog("\0 ' \" \\ $$ \uD83D \uD83D\uDE80" + "\u20AC".repeat(250));
        try (Bus.Listening listening = here.bus().orElseThrow().listen(topic, heard::release)) {
            assertThat(heard.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            there.bus().orElseThrow().ring(topic);
            assertThat(heard.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void withoutTheSettingAndOnOtherDatabasesThereIsNone() {
        try (Store silent = open(Map.of("jobcast.jpa.url", settings.get("jobcast.jpa.url")))) {
            assertThat(silent.bus()).isEmpty();
        }
        assertThatThrownBy(() -> open(Map.of("jobcast.jpa.url", "jdbc:h2:mem:notify", "jobcast.jpa.notify", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jobcast.jpa.notify=true: only PostgreSQL has NOTIFY, and the database is H2");
    }
}
