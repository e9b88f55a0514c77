package org.jobcast.impl.store.dynamodb;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A store in a table of DynamoDB. */
final class DynamoStore implements Store {
    /** A sign of life must not wait behind events: others would take this node for dead. One thread asks at a time. */
    private static final int THREADS_OF_NODES = 2;

    private final DynamoDbClient client;
    private final Calls calls;
    private final Calls callsOfNodes;
    private final DynamoJobStore jobs;
    private final EventStore events;
    private final NodeStore nodes;
    private final StepStore steps;
    private final SignalStore signals;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DynamoStore(
            DynamoDbClient client, Calls calls, DynamoSettings settings, ServiceClock clock, LongSupplier nanoTime) {
        this.client = client;
        this.calls = calls;
        this.callsOfNodes = new Calls(THREADS_OF_NODES, settings.timeout(), "jobcast-dynamodb-node-");
        Table table = new Table(client, calls, settings.table());
        new Schema(table).prepare(settings.schema());
        Batches batches = new Batches(table);
        Values values = new Values(table, batches);
        this.jobs = new DynamoJobStore(table, batches, values);
        this.events = new DynamoEventStore(table, batches, values, new Lifetime(clock, settings.ttl()));
        this.nodes = nodes(new Table(client, callsOfNodes, settings.table()), clock, nanoTime);
        this.steps = new DynamoStepStore(table, batches, values);
        this.signals = new DynamoSignalStore(table, batches, values);
    }

    private static NodeStore nodes(Table table, ServiceClock clock, LongSupplier nanoTime) {
        Batches batches = new Batches(table);
        return new DynamoNodeStore(
                table, new DynamoJobStore(table, batches, new Values(table, batches)), clock, nanoTime);
    }

    static DynamoStore open(StoreContext context) {
        return open(context, System::nanoTime);
    }

    static DynamoStore open(StoreContext context, LongSupplier nanoTime) {
        DynamoSettings settings = DynamoSettings.of(context);
        ServiceClock clock = new ServiceClock(context.clock());
        Calls calls = new Calls(settings.connections(), settings.timeout(), "jobcast-dynamodb-");
        DynamoDbClient client = null;
        try {
            client = Clients.create(settings, clock, calls.timer());
            return new DynamoStore(client, calls, settings, clock, nanoTime);
        } catch (SdkException | StoreException e) {
            release(client, calls);
            throw new IllegalStateException("jobcast.store=dynamodb cannot be used: " + reason(e), e);
        } catch (RuntimeException | Error e) {
            release(client, calls);
            throw e;
        }
    }

    private static @Nullable String reason(RuntimeException e) {
        Throwable cause = e.getCause();
        return e instanceof StoreException && cause != null ? cause.getMessage() : e.getMessage();
    }

    private static void release(@Nullable DynamoDbClient client, Calls calls) {
        calls.close();
        if (client != null) {
            client.close();
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
    public void close() {
        if (closed.compareAndSet(false, true)) {
            callsOfNodes.close();
            release(client, calls);
        }
    }
}
