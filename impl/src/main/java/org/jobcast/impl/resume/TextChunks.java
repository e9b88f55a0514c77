package org.jobcast.impl.resume;

import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamRefusedException;
import org.jspecify.annotations.Nullable;

/** Chunks for a thread that waits for them. */
final class TextChunks implements ResumableStream.Chunks, Waker {
    private final String id;
    private final EventLog log;
    private final TextCursor cursor;
    private final Runnable leave;
    private volatile @Nullable Thread waiting;
    private volatile boolean grown;
    private @Nullable String chunk;
    private boolean closed;
    private volatile boolean stopped;

    /** @throws StreamRefusedException if there are too many readers */
    TextChunks(String id, EventLog log, TextCursor cursor, Readers readers) {
        this.id = id;
        this.log = log;
        this.cursor = cursor;
        this.leave = readers.enter(id, log, this::stop);
        log.addWaker(this);
    }

    private void stop() {
        stopped = true;
        wake();
    }

    @Override
    public void wake() {
        grown = true;
        LockSupport.unpark(waiting);
    }

    @Override
    public boolean hasNext() {
        while (chunk == null && !closed) {
            grown = false;
            chunk = cursor.next();
            StreamEnd end = cursor.end();
            if (end != null) {
                close();
                if (end.isFailure()) {
                    throw new StreamFailedException(id, end.reason());
                }
            } else if (chunk == null) {
                if (stopped) {
                    close();
                    throw Readers.stopping(id);
                }
                await();
            }
        }
        return chunk != null;
    }

    private void await() {
        waiting = Thread.currentThread();
        while (!grown) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                close();
                throw new StreamRefusedException(id, "reading the stream " + id + " was interrupted; it goes on");
            }
        }
        waiting = null;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the text is over");
        }
        String given = chunk;
        chunk = null;
        if (given == null) {
            throw new NoSuchElementException("the text is over");
        }
        return given;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            log.removeWaker(this);
            leave.run();
        }
    }
}
