package org.jobcast.resume;

/** Runs a producer and ends its sink. A cancelled stream interrupts the thread, but only while it works for the stream. */
final class ProducerRun implements Runnable {
    private final TextProducer producer;
    private final TextSink sink;
    private boolean working;
    private boolean interrupted;

    ProducerRun(TextProducer producer, TextSink sink) {
        this.producer = producer;
        this.sink = sink;
    }

    @Override
    public void run() {
        if (sink.isCancelled()) {
            return;
        }
        Thread thread = Thread.currentThread();
        begin();
        Throwable failure = null;
        try {
            sink.onCancel(() -> interrupt(thread));
            producer.produce(sink);
        } catch (Exception | Error e) {
            failure = e;
        } finally {
            end();
        }
        if (failure == null) {
            sink.close();
        } else {
            sink.fail(failure);
        }
    }

    private synchronized void begin() {
        working = true;
    }

    private synchronized void interrupt(Thread thread) {
        if (working) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** The thread goes back to where it came from: an interrupt that was meant for the producer must not go with it. */
    private synchronized void end() {
        working = false;
        if (interrupted) {
            Thread.interrupted();
        }
    }
}
