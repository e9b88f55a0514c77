package org.jobcast.impl.store.jpa;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jspecify.annotations.Nullable;

/** A store in a relational database. */
final class JpaStore implements Store {
    private final Database database;
    private final Transactions transactions;
    private final @Nullable PostgresBus bus;
    private final JobStore jobs;
    private final EventStore events;
    private final NodeStore nodes;
    private final StepStore steps;
    private final SignalStore signals;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JpaStore(Database database, Transactions transactions, Dialect dialect, @Nullable PostgresBus bus) {
        this.database = database;
        this.transactions = transactions;
        this.bus = bus;
        this.jobs = new JpaJobStore(transactions);
        this.events = new JpaEventStore(transactions, bus == null ? Bus.NONE : bus);
        this.nodes = new JpaNodeStore(transactions, dialect);
        this.steps = new JpaStepStore(transactions);
        this.signals = new JpaSignalStore(transactions);
    }

    static JpaStore open(StoreContext context) {
        JpaSettings settings = JpaSettings.of(context);
        Database database = Database.of(settings, context.classLoader());
        try {
            Dialect dialect = Dialect.of(database.dataSource());
            new Schema(database.dataSource(), dialect).prepare(settings.schema());
            Transactions transactions = new Transactions(
                    Units.create(database, settings.provider(), context.classLoader()), settings.connections());
            PostgresBus bus = settings.rings() ? dialect.bus(database.dedicated()) : null;
            return new JpaStore(database, transactions, dialect, bus);
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public NodeStore nodes() {
        return nodes;
    }

    @Override
    public StepStore steps() {
        return steps;
    }

    @Override
    public SignalStore signals() {
        return signals;
    }

    @Override
    public Optional<Bus> bus() {
        return Optional.ofNullable(bus);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (bus != null) {
                bus.close();
            }
            transactions.close();
            database.close();
        }
    }
}
