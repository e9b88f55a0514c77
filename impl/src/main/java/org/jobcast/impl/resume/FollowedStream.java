package org.jobcast.impl.resume;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.resume.StreamState;

/** A stream from one place on. */
final class FollowedStream implements ResumableStream {
    private static final System.Logger LOG = System.getLogger(FollowedStream.class.getName());

    private final StreamView view;
    private final ResumeFrom from;
    private final StreamEngine engine;

    FollowedStream(StreamView view, ResumeFrom from, StreamEngine engine) {
        this.view = view;
        this.from = from;
        this.engine = engine;
    }

    @Override
    public String id() {
        return view.id();
    }

    @Override
    public long generation() {
        return view.generation();
    }

    @Override
    public StreamState state() {
        return engine.stateOf(view);
    }

    private TextCursor cursor() {
        return new TextCursor(view.log(), engine.json(), from);
    }

    @Override
    public Flow.Publisher<String> publisher() {
        return this::subscribe;
    }

    private void subscribe(Flow.Subscriber<? super String> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new TextSubscription(id(), view.log(), cursor(), subscriber, engine.threads()).begin(engine.readers());
    }

    @Override
    public Chunks chunks() {
        return new TextChunks(id(), view.log(), cursor(), engine.readers());
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        try (Chunks chunks = chunks()) {
            while (chunks.hasNext()) {
                text.append(chunks.next());
            }
        }
        return text.toString();
    }

    @Override
    public String textSoFar() {
        StringBuilder text = new StringBuilder();
        TextCursor cursor = cursor();
        for (String chunk = cursor.next(); chunk != null; chunk = cursor.next()) {
            text.append(chunk);
        }
        return text.toString();
    }

    @Override
    public void writeTo(Writer writer) throws IOException {
        try (Chunks chunks = chunks()) {
            while (chunks.hasNext()) {
                writer.write(chunks.next());
                writer.flush();
            }
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        writeTo(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** The log of another node goes on here only while somebody follows it. */
    @Override
    public CompletionStage<StreamState> completion() {
        EventLog log = view.log();
        CompletableFuture<StreamState> known = new CompletableFuture<>();
        Waker follower = () -> {};
        log.addWaker(follower);
        Runnable forget = engine.readers().onClose(() -> known.complete(view.state()));
        log.whenClosed().thenRunAsync(() -> known.complete(end(log)), this::execute);
        known.thenRun(() -> {
            forget.run();
            log.removeWaker(follower);
        });
        return known;
    }

    private void execute(Runnable work) {
        try {
            engine.threads().execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    private StreamState end(EventLog log) {
        try {
            TextCursor last = new TextCursor(log, engine.json(), new ResumeFrom(Long.MAX_VALUE, null));
            for (String chunk = last.next(); chunk != null; chunk = last.next()) {
                // All of it is skipped; what counts is what comes behind.
            }
            StreamEnd end = last.end();
            return end == null ? StreamState.FAILED : end.streamState();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the end of the stream " + id() + " cannot be read", e);
            return StreamState.FAILED;
        }
    }
}
