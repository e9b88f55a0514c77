package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jobcast.spi.StoreContext;

/**
 * The settings {@code jobcast.redis.*}. Empty text is what is not set.
 *
 * @param url where Redis is: one server, several of a Cluster between commas, or Sentinels
 * @param user who logs in with the password, Redis' default user if empty
 * @param password a password in place of one in the URL
 * @param sentinelPassword the password of the Sentinels themselves
 * @param prefix the beginning of all keys
 * @param timeout how long a call may take, attempts after a lost connection included
 * @param ttl how long a key stays that no node renews, zero for ever
 * @param replicas how many replicas must have a change before it counts
 * @param authorities a file of certificates in PEM form that are trusted instead of the JVM's own
 */
record RedisSettings(
        String url,
        String user,
        String password,
        String sentinelPassword,
        String prefix,
        Duration timeout,
        Duration ttl,
        int replicas,
        String authorities) {
    static final String PREFIX = "jobcast.redis.";

    /** Several times the longest lease: the leases of living nodes must not go between two signs of life. */
    private static final Duration SHORTEST_TTL = Duration.ofHours(1);

    RedisSettings {
        if (!prefix.matches("[\\w.-]+")) {
            throw new IllegalArgumentException(PREFIX + "prefix: letters, digits, dots and dashes only");
        }
        if (!ttl.isZero() && ttl.compareTo(SHORTEST_TTL) < 0) {
            throw new IllegalArgumentException(PREFIX + "ttl: at least an hour, or 0 for ever");
        }
        if (!authorities.isEmpty() && !new File(authorities).canRead()) {
            throw new IllegalArgumentException(PREFIX + "tls-authorities: no such file " + authorities);
        }
    }

    static RedisSettings of(StoreContext context) {
        return new RedisSettings(
                text(context, "url", "redis://localhost"),
                text(context, "user", ""),
                text(context, "password", ""),
                text(context, "sentinel-password", ""),
                text(context, "prefix", "jobcast"),
                Duration.parse(text(context, "timeout", "PT5S")),
                Duration.parse(text(context, "ttl", "PT720H")),
                Integer.parseInt(text(context, "replicas", "0")),
                text(context, "tls-authorities", ""));
    }

    private static String text(StoreContext context, String name, String preset) {
        return context.setting(PREFIX + name).orElse(preset);
    }

    /** The servers to begin with, each as the client library wants it. */
    List<RedisURI> servers() {
        List<RedisURI> servers;
        try {
            servers = url.startsWith("redis-sentinel") || url.startsWith("rediss-sentinel") || !url.contains(",")
                    ? List.of(RedisURI.create(url))
                    : RedisClusterURIUtil.toRedisURIs(URI.create(url));
        } catch (IllegalArgumentException e) {
            // Its message may hold the password.
            throw new IllegalArgumentException(PREFIX + "url: not a URL of Redis");
        }
        servers.forEach(this::complete);
        return servers;
    }

    private void complete(RedisURI server) {
        server.setTimeout(timeout);
        server.setClientName("jobcast");
        if (!password.isEmpty()) {
            server.setAuthentication(user.isEmpty() ? null : user, password);
        }
        for (RedisURI sentinel : server.getSentinels()) {
            sentinel.setTimeout(timeout);
            if (!sentinelPassword.isEmpty()) {
                sentinel.setAuthentication(sentinelPassword);
            }
        }
    }

    String ttlMillis() {
        return Long.toString(ttl.toMillis());
    }

    /** Without the password, which may be in the URL as well. */
    @Override
    public String toString() {
        return "RedisSettings[prefix=" + prefix + ", timeout=" + timeout + ", ttl=" + ttl + "]";
    }
}
