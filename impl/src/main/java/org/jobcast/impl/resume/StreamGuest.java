package org.jobcast.impl.resume;

import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;
import org.jobcast.impl.job.JobGuest;
import org.jobcast.impl.job.JobView;
import org.jobcast.spi.JobRecord;

/** Looks after the records of streams among those of jobs. */
public final class StreamGuest implements JobGuest {
    private final StoredBackend backend;
    private final StreamEngine.Parts parts;

    StreamGuest(StoredBackend backend, StreamEngine.Parts parts) {
        this.backend = backend;
        this.parts = parts;
    }

    @Override
    public Optional<JobView> view(String id) {
        String stream = StreamRecord.id(id);
        return backend.job(stream)
                .flatMap(job -> backend.find(stream).map(view -> new StreamJob(job, view, backend, uri(stream))));
    }

    private URI uri(String stream) {
        return URI.create(parts.streamUri() + stream);
    }

    @Override
    public void expelled(String node) {
        backend.expelled(node);
    }

    @Override
    public void claimed(JobRecord job) {
        backend.claimed(job);
    }

    @Override
    public void stopping(String id) {
        backend.stopping(id);
    }

    @Override
    public boolean forget(String id, Predicate<JobRecord> due) {
        return backend.forget(id, due);
    }
}
