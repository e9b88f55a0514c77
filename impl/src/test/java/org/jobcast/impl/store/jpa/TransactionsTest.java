package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.persistence.exceptions.DatabaseException;
import org.jobcast.spi.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private final EntityManagerFactory factory = Persistence.createEntityManagerFactory(
            "tasks-eclipselink", Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:mem:transactions"));
    private final Transactions transactions = new Transactions(factory, 1);

    @AfterEach
    void close() {
        transactions.close();
    }

    /** Hibernate wraps an exception of the driver as JPA says, EclipseLink not always. */
    private static List<RuntimeException> wrapped(SQLException failure) {
        return List.of(new PersistenceException(failure), DatabaseException.sqlException(failure));
    }

    @Test
    void whatTheDatabaseHasEndedIsRunAgainWhoeverWrapsItsException() {
        SQLException paused = new SQLException("terminating connection due to idle-in-transaction timeout", "25P03");
        for (RuntimeException failure : wrapped(paused)) {
            AtomicInteger runs = new AtomicInteger();
            int ran = transactions.call(manager -> {
                if (runs.incrementAndGet() == 1) {
                    throw failure;
                }
                return runs.get();
            });
            assertThat(ran).as(failure.toString()).isEqualTo(2);
        }
    }

    @Test
    void whatMayHaveHappenedIsNotRunAgain() {
        SQLException lost = new SQLException("the connection was lost", "08006");
        for (RuntimeException failure : wrapped(lost)) {
            AtomicInteger runs = new AtomicInteger();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> transactions.run(manager -> {
                        runs.incrementAndGet();
                        throw failure;
                    }));
            assertThat(runs).hasValue(1);
        }
    }
}
