package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jobcast.impl.channel.Waker;
import org.jobcast.resume.ResumeFrom;
import org.jspecify.annotations.Nullable;

/**
 * A run: a stream of this node, and its text for those who ask for it. One task at a time does all that waits for the
 * backplane: it makes sure that it still has the id, answers who asks, sends some chunks, and begins anew; when nothing is left
 * to send it says that the stream is done, and to its readers that it is over. What arrives, chunks, requests and orders, only
 * leaves a note for it. Thread-safe.
 */
final class PublishedText implements Waker {
    private static final System.Logger LOG = System.getLogger(PublishedText.class.getName());

    /** What is sent at once: the next reader has to wait for it. */
    private static final int BATCH = 128;

    private static final int BATCH_CHARACTERS = 64 << 10;

    private final PublishedRun run;
    private final BackplaneLink link;
    private final LiveStream stream;
    private final Consumer<PublishedText> onOver;
    private final PublishedRequests requests;
    private final PublishedListeners listeners;
    private final TextCursor cursor;
    private final StringBuilder sent = new StringBuilder();
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean admitted;
    private volatile boolean doubted;
    private volatile boolean cancelled;
    private volatile @Nullable StreamEnd end;
    private volatile long overSince;

    /**
     * @param wanted the stream
     * @param link the backplane
     * @param onOver called once when it has ended, to listen no more; may wait for the backplane
     */
    PublishedText(Backend.Wanted wanted, BackplaneLink link, Consumer<PublishedText> onOver) {
        this.link = link;
        this.onOver = onOver;
        this.stream = new LiveStream(
                wanted, 1, link.newLog(wanted.id()), link.json(), link.clock().nanos(), (same, how) -> ended(how));
        this.run = new PublishedRun(link, wanted.id(), wanted.terms());
        this.requests = new PublishedRequests(run.name());
        this.listeners = new PublishedListeners(link);
        this.cursor = new TextCursor(stream.log(), link.json(), ResumeFrom.start());
    }

    LiveStream stream() {
        return stream;
    }

    PublishedRun run() {
        return run;
    }

    /** It has the id, or had it a moment ago: begins to speak. */
    void admit(boolean fresh) {
        requests.admit(fresh).forEach(this::ask);
        stream.log().addWaker(this);
        admitted = true;
        wake();
    }

    private void ended(StreamEnd how) {
        end = how;
        wake();
    }

    /** A message of a reader. */
    void request(String message) {
        VercelProtocol.Request.parse(message, link.json())
                .filter(requests::isMeant)
                .ifPresent(this::ask);
    }

    private void ask(VercelProtocol.Request request) {
        note(() -> {
            String text =
                    new TextEvent(0, sent.toString()).behind(request.skip()).text();
            listeners.add(request, text);
        });
    }

    private void note(Runnable what) {
        asked.add(what);
        wake();
    }

    /** A message of another node, or of this one. */
    void control(VercelProtocol.Control message) {
        switch (message.order()) {
            case TAKE -> {
                if (message.about().equals(run.name())) {
                    requests.taken();
                } else {
                    doubt();
                }
            }
            case CANCEL -> {
                if (message.about().isEmpty() || message.about().equals(run.name())) {
                    cancelled = true;
                    wake();
                }
            }
            case RENEW -> doubt();
            case HERE -> note(() -> listeners.seen(message.about()));
            case GONE -> note(() -> listeners.remove(message.about()));
        }
    }

    /** Says nothing more before it has made sure that it has the id. */
    void doubt() {
        doubted = true;
        wake();
    }

    /** What was said while the connection was broken was not heard. */
    void reconnected() {
        requests.taken();
        doubt();
    }

    /** Fails if its producer is silent, and lets live on what goes on. */
    void sweep() {
        if (isOver()) {
            return;
        }
        stream.failIfSilent(Runnable::run);
        if (doubted || run.isCheckDue()) {
            doubt();
        }
    }

    @Override
    public void wake() {
        if (work.getAndIncrement() == 0) {
            link.threads().execute(this::work);
        }
    }

    /** Whatever has come meanwhile is looked at by another task, so that other streams have their turn. */
    private void work() {
        int seen = work.get();
        boolean more = false;
        try {
            more = step();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "a text could not be published", e);
        }
        if (more || work.addAndGet(-seen) > 0) {
            link.threads().execute(this::work);
        }
    }

    /** True if there is more to do. */
    private boolean step() {
        if (isOver()) {
            asked.clear();
        }
        if (!admitted || isOver()) {
            return false;
        }
        if (doubted && !settle()) {
            return false;
        }
        if (cancelled) {
            stream.finish(StreamEnd.CANCELLED);
        }
        StreamEnd how = end;
        if (how != null && how.equals(StreamEnd.REPLACED)) {
            conclude(how);
            return false;
        }
        answer();
        if (doubted || publish()) {
            return true;
        }
        if (how != null) {
            conclude(how);
        }
        return false;
    }

    /** Who asked after another one took the id is not answered: what would be answered is noted before. */
    private void answer() {
        for (Runnable next = asked.peek(); next != null && !doubted; next = asked.peek()) {
            asked.remove();
            next.run();
        }
    }

    /** Sends some chunks. False if there are none. */
    private boolean publish() {
        List<String> batch = new ArrayList<>();
        int characters = 0;
        while (batch.size() < BATCH && characters < BATCH_CHARACTERS) {
            String chunk = cursor.next();
            if (chunk == null) {
                break;
            }
            characters += chunk.length();
            sent.append(chunk);
            if (chunk.equals(VercelProtocol.OVER) || chunk.equals(VercelProtocol.REFUSED)) {
                // Readers would take it for the end.
                batch.add(chunk.substring(0, 1));
                batch.add(chunk.substring(1));
            } else {
                batch.add(chunk);
            }
        }
        if (!batch.isEmpty()) {
            listeners.send(batch);
            return true;
        }
        return StreamEnd.INCOMPLETE.equals(cursor.end()) && stream.finish(StreamEnd.INCOMPLETE);
    }

    /** Makes sure that it has the id, and lets it live on. False if that is not known yet: the next sweep asks again. */
    private boolean settle() {
        doubted = false;
        try {
            if (run.check()) {
                cancelled |= run.isCancelled();
            } else {
                stream.finish(StreamEnd.REPLACED);
                end = StreamEnd.REPLACED;
            }
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a stream cannot make sure yet that it has its id", e);
            doubted = true;
            return false;
        }
    }

    /** The sentinel first: whoever reads the end finds the stream ended. Readers elsewhere have all of it before. */
    private void conclude(StreamEnd how) {
        try {
            if (!how.equals(StreamEnd.REPLACED)) {
                run.markDone(StreamEnd.INCOMPLETE.equals(cursor.end()) ? StreamEnd.INCOMPLETE : how);
            }
        } finally {
            stream.log().removeWaker(this);
            stream.log().closeWith(StreamEnd.TYPE, how.toJson(link.json()));
        }
        try {
            onOver.accept(this);
        } finally {
            if (!how.equals(StreamEnd.REPLACED)) {
                answer();
            }
            listeners.end();
            sent.setLength(0);
            sent.trimToSize();
            overSince = link.now();
            over.countDown();
        }
    }

    /** Whether nothing more is sent. */
    boolean isOver() {
        return over.getCount() == 0;
    }

    boolean isReplaced() {
        return StreamEnd.REPLACED.equals(end);
    }

    /** Whether it has been over for a time. */
    boolean isOverFor(Duration time) {
        return isOver() && link.now() - overSince > time.toNanos();
    }

    /** Waits until nothing more is sent. */
    void awaitOver(long nanoseconds) {
        try {
            over.await(nanoseconds, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
