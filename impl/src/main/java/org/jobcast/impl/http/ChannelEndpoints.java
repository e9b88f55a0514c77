package org.jobcast.impl.http;

import static org.jobcast.impl.http.Router.now;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.job.JobQuery;
import org.jobcast.security.Access.Action;
import org.jspecify.annotations.Nullable;

/** What operators see of the streams themselves: who follows them, what was dropped, how much history is held. */
final class ChannelEndpoints {
    private static final int MAX_SIZE = 500;

    private final HttpHost host;
    private final AccessGuard guard;
    private final Answers answers;

    ChannelEndpoints(HttpHost host, AccessGuard guard, Answers answers) {
        this.host = host;
        this.guard = guard;
        this.answers = answers;
    }

    /** The open channels by name, a page of them. */
    CompletionStage<HttpAnswer> list(HttpRequest request, Query query) throws BadRequestException {
        if (!guard.allows(request.caller(), Action.LIST)) {
            return now(answers.notFound());
        }
        long page = Math.min(query.number("page").orElse(0), Integer.MAX_VALUE);
        int size = (int) Math.max(1, Math.min(query.number("size").orElse(JobQuery.DEFAULT_SIZE), MAX_SIZE));
        List<ChannelSnapshot> fitting = host.channels().list().stream()
                .filter(channel -> mentions(channel, query.first("q")))
                .toList();
        List<Map<String, Object>> shown = fitting.stream()
                .skip(page * size)
                .limit(size)
                .map(SnapshotJson::of)
                .toList();
        return now(answers.json(200, SnapshotJson.page("channels", shown, page, size, fitting.size())));
    }

    private static boolean mentions(ChannelSnapshot channel, @Nullable String text) {
        return text == null || channel.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    /** The same figures of a job's own stream. */
    CompletionStage<HttpAnswer> ofJob(HttpRequest request, String id) {
        if (!guard.allows(request.caller(), Action.LIST)) {
            return now(answers.notFound());
        }
        return now(host.jobs()
                .live(id)
                .filter(job -> guard.allows(request.caller(), Action.READ, job))
                .map(job -> answers.json(200, SnapshotJson.of(job.log().snapshot(id))))
                .orElseGet(answers::notFound));
    }
}
