package org.jobcast.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.Delivery;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.channel.Pump;
import org.jobcast.impl.channel.SubscriberConnection;
import org.jobcast.impl.config.SettingsReader;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.runtime.Deployment;
import org.jobcast.impl.runtime.JobcastRuntime;

/** The engine over one store, as an application has it, without a server in front. */
final class DurableNode implements AutoCloseable {
    private static final int WRITE_LIMIT = 8192;

    private final JobcastRuntime runtime;

    DurableNode(String url, String user) {
        this(Map.of("jobcast.store", "jpa", "jobcast.jpa.url", url, "jobcast.jpa.user", user));
    }

    DurableNode(Map<String, String> store) {
        Map<String, String> settings = new LinkedHashMap<>(store);
        settings.put("jobcast.job.shutdown-grace", "0");
        runtime = new JobcastRuntime(new Deployment(
                SettingsReader.of(settings::get, settings.keySet()).read(),
                WRITE_LIMIT,
                "/app",
                access -> true,
                Optional::empty,
                Optional::empty));
    }

    JobEngine jobs() {
        return runtime.jobs();
    }

    /** Has a client that counts follow a job to its end; returns the number of its events. */
    long replay(String job) throws InterruptedException {
        Counter counter = new Counter();
        follow(job, counter);
        return counter.events;
    }

    /** Has a client follow a job to its end. */
    void follow(String job, Client client) throws InterruptedException {
        EventLog log = jobs().view(job).orElseThrow().log();
        LogPosition start = LogPosition.find(log, null, StreamPosition.START);
        Delivery delivery = new Delivery(
                true,
                SlowClientPolicy.DISCONNECT,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3));
        try (Pump pump = new Pump(1, Duration.ofSeconds(15), System::nanoTime, new JacksonJson())) {
            pump.subscribe(log, start, delivery, client, () -> {}).writable();
            client.end.await();
        }
    }

    /** A client that takes everything at once. */
    abstract static class Client implements SubscriberConnection {
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void complete() {
            end.countDown();
        }

        @Override
        public int writeLimit() {
            return WRITE_LIMIT;
        }

        @Override
        public boolean settles() {
            return false;
        }
    }

    /** Counts events by the empty lines behind them. */
    private static final class Counter extends Client {
        volatile long events;
        private byte before;

        @Override
        public void write(byte[] bytes) {
            long found = 0;
            for (byte each : bytes) {
                if (each == '\n' && before == '\n') {
                    found++;
                }
                before = each;
            }
            events += found;
        }
    }

    static String median(List<Double> values, String format) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(
                format + " (" + format + "-" + format + ")",
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1));
    }

    @Override
    public void close() {
        runtime.close();
    }
}
