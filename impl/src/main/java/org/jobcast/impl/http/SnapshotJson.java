package org.jobcast.impl.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.job.JobError;
import org.jobcast.job.JobPage;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobSnapshot;
import org.jspecify.annotations.Nullable;

/** The JSON shape of a job; members that have no value are left out. */
public final class SnapshotJson {
    private SnapshotJson() {}

    /**
     * Describes a job.
     *
     * @param job the job
     * @return members in the order in which they are written
     */
    public static Map<String, Object> of(JobSnapshot job) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", job.id());
        members.put("type", job.type());
        members.put("state", job.state().label());
        put(members, "owner", job.owner());
        put(members, "created", job.created());
        put(members, "started", job.started());
        put(members, "ended", job.ended());
        members.put("attempt", job.attempt());
        JobProgress progress = job.progress();
        put(members, "progress", progress == null ? null : progress(progress));
        JobError error = job.error();
        put(members, "error", error == null ? null : error(error));
        members.put("lastEvent", job.lastEvent());
        members.put("hasResult", job.hasResult());
        put(members, "cancelReason", job.cancelReason());
        members.put("stream", job.stream().toString());
        members.put("repeatable", job.repeatable());
        put(members, "repeats", job.repeats());
        return members;
    }

    /**
     * Describes a page of jobs.
     *
     * @param page the page
     * @return members in the order in which they are written
     */
    public static Map<String, Object> of(JobPage page) {
        return page(
                "jobs", page.jobs().stream().map(SnapshotJson::of).toList(), page.page(), page.size(), page.total());
    }

    static Map<String, Object> page(String name, List<Map<String, Object>> items, long page, int size, long total) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, items);
        members.put("page", page);
        members.put("size", size);
        members.put("total", total);
        return members;
    }

    static Map<String, Object> of(ChannelSnapshot channel) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", channel.name());
        members.put("first", channel.first());
        members.put("last", channel.last());
        members.put("historyBytes", channel.historyBytes());
        members.put("subscribers", channel.subscribers());
        members.put("dropped", channel.dropped());
        members.put("disconnected", channel.disconnected());
        members.put("ended", channel.ended());
        return members;
    }

    static Map<String, Object> error(JobError error) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", error.type());
        members.put("message", error.message());
        return members;
    }

    private static Map<String, Object> progress(JobProgress progress) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("current", progress.current());
        members.put("total", progress.total());
        put(members, "message", progress.message());
        put(members, "percent", progress.percent() < 0 ? null : progress.percent());
        put(members, "rate", progress.rate() > 0 ? progress.rate() : null);
        java.time.Duration eta = progress.eta();
        put(members, "eta", eta == null ? null : eta.toMillis() / 1000.0);
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value instanceof java.time.Instant ? value.toString() : value);
        }
    }
}
