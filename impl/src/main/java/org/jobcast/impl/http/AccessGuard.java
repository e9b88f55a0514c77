package org.jobcast.impl.http;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.impl.channel.LoggedChannel;
import org.jobcast.impl.job.JobGuest;
import org.jobcast.impl.job.JobView;
import org.jobcast.impl.resume.StreamView;
import org.jobcast.security.Access;
import org.jobcast.security.Access.Action;
import org.jobcast.security.Access.Kind;
import org.jobcast.security.AccessPolicy;
import org.jobcast.security.Caller;
import org.jspecify.annotations.Nullable;

/** Asks the access policy; an exception of the policy is a refusal. */
final class AccessGuard {
    private static final System.Logger LOG = System.getLogger(AccessGuard.class.getName());

    private final AccessPolicy policy;

    AccessGuard(AccessPolicy policy) {
        this.policy = policy;
    }

    boolean allows(Caller caller, Action action, JobView job) {
        return JobGuest.owns(job.id())
                ? allowsStream(caller, action, job.id().substring(JobGuest.PREFIX.length()), job.owner())
                : allows(new Access(caller, action, Kind.JOB, job.id(), job.owner(), job.type()));
    }

    boolean allows(Caller caller, Action action, StreamView stream) {
        return allowsStream(caller, action, stream.id(), stream.owner());
    }

    private boolean allowsStream(Caller caller, Action action, String id, @Nullable String owner) {
        return allows(new Access(caller, action, Kind.STREAM, id, owner, null));
    }

    /** The same for a job that may not exist yet, or any more. */
    boolean allowsJob(Caller caller, Action action, String id, @Nullable String owner, String type) {
        return allows(new Access(caller, action, Kind.JOB, id, owner, type));
    }

    boolean allows(Caller caller, Action action, LoggedChannel channel) {
        return allows(
                () -> isReader(caller, channel.options()),
                new Access(caller, action, Kind.CHANNEL, channel.name(), null, null));
    }

    /** Whether the policy allows something with a channel that does not exist yet. */
    boolean allowsChannel(Caller caller, Action action, String name) {
        return allows(() -> true, new Access(caller, action, Kind.CHANNEL, name, null, null));
    }

    boolean allows(Caller caller, Action action) {
        return allows(new Access(caller, action, Kind.APPLICATION, null, null, null));
    }

    private static boolean isReader(Caller caller, ChannelOptions options) {
        List<String> roles = List.copyOf(options.readerRoles());
        return roles.isEmpty() || roles.stream().anyMatch(caller::isInRole);
    }

    private boolean allows(Access access) {
        return allows(() -> true, access);
    }

    private boolean allows(BooleanSupplier first, Access access) {
        try {
            return first.getAsBoolean() && policy.allows(access);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the access policy failed, which counts as a refusal", e);
            return false;
        }
    }
}
