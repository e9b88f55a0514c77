package org.jobcast.impl.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.channel.LoggedChannels;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.config.SettingsReader;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.impl.runtime.DefaultAccess;
import org.jobcast.impl.runtime.Deployment;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobOptions;
import org.jobcast.security.AccessPolicy;

/** A running engine and its HTTP contract, without a container. */
final class HttpKit implements AutoCloseable {
    /** An answer with its body as text; a stream has the empty body. */
    record Reply(int status, Map<String, String> headers, String body) {}

    final Settings settings;
    final JobcastRuntime runtime;
    final Router router;
    volatile AccessPolicy policy;

    HttpKit(String... settings) {
        Map<String, String> values = new LinkedHashMap<>(Map.of("jobcast.job.shutdown-grace", "0"));
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            values.put("jobcast." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        this.settings = SettingsReader.of(values::get, values.keySet()).read();
        this.policy = new DefaultAccess(this.settings.access());
        this.runtime = new JobcastRuntime(new Deployment(
                this.settings, 8192, "/app", access -> policy.allows(access), Optional::empty, Optional::empty));
        this.router = runtime.router();
    }

    JobEngine jobs() {
        return runtime.jobs();
    }

    LoggedChannels channels() {
        return runtime.channels();
    }

    /** Runs a job to its end. */
    LiveJob ended(JobOptions options, JobBody body) {
        return ended((LiveJob) jobs().submit("test", options, body));
    }

    LiveJob ended(JobBody body) {
        return ended(JobOptions.defaults(), body);
    }

    static LiveJob ended(LiveJob job) {
        try {
            job.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return job;
        } catch (Exception e) {
            throw new AssertionError("job " + job.id() + " has not ended", e);
        }
    }

    /** The answer, which has to be there at once. */
    HttpAnswer answer(Asked request) {
        CompletableFuture<HttpAnswer> answer = router.handle(request).toCompletableFuture();
        if (!answer.isDone()) {
            throw new AssertionError("the answer to " + request + " is not there");
        }
        return answer.join();
    }

    HttpAnswer.Body body(Asked request) {
        return (HttpAnswer.Body) answer(request);
    }

    HttpAnswer.Stream stream(Asked request) {
        if (answer(request) instanceof HttpAnswer.Stream stream) {
            return stream;
        }
        throw new AssertionError("no stream but " + ask(request));
    }

    /** Asks and takes the answer like a client that goes on reading; of a stream only the head. */
    Reply ask(Asked request) {
        return read(answer(request));
    }

    Reply get(String uri, String... headers) {
        return ask(Asked.of("GET", uri, headers));
    }

    static Reply later(CompletableFuture<HttpAnswer> answer) {
        try {
            return read(answer.get(30, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    static Reply read(HttpAnswer answer) {
        if (answer instanceof HttpAnswer.Body body) {
            Reply reply = new Reply(answer.status(), answer.headers(), text(body));
            body.onWritten().accept(true);
            return reply;
        }
        ((HttpAnswer.Stream) answer).abandon().run();
        return new Reply(answer.status(), answer.headers(), "");
    }

    static String text(HttpAnswer.Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            body.content().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
