package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jobcast.spi.StoreException;

/** Looks at what Redis says of itself at the start: too old is refused, what may lose data is a warning. */
final class ServerCheck {
    private static final System.Logger LOG = System.getLogger(ServerCheck.class.getName());
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\d+)");

    private ServerCheck() {}

    /**
     * Asks; waits for the network.
     *
     * @throws IllegalStateException if Redis is older than 6.2
     */
    static void check(Redis redis) {
        String info;
        try {
            info = info(redis, "server") + info(redis, "persistence") + info(redis, "memory");
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "Redis does not tell what it is; it is used as it is", e);
            return;
        }
        Matcher version = VERSION.matcher(info);
        if (version.find() && isOld(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)))) {
            throw new IllegalStateException(
                    "jobcast.store=redis needs Redis 6.2 or later, not " + version.group(1) + "." + version.group(2));
        }
        if (info.contains("aof_enabled:0")) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Redis has appendonly off: when it restarts, jobs and events since its last snapshot are lost");
        }
        if (info.contains("aof_enabled:1") && !"always".equals(setting(redis, "appendfsync"))) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Redis has appendfsync other than always: if it crashes, what it was told in the last two seconds is lost");
        }
        if (info.contains("maxmemory_policy:") && !info.contains("maxmemory_policy:noeviction")) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Redis has a maxmemory-policy other than noeviction: it may drop jobs and events when memory is short");
        }
    }

    private static boolean isOld(int major, int minor) {
        return major < 6 || (major == 6 && minor < 2);
    }

    /** Empty where the user may not ask, or the server has no such command. */
    private static String setting(Redis redis, String name) {
        try {
            Answer answer = redis.call(Request.of(CommandType.CONFIG).arg("GET").arg(name));
            return answer.size() > 1 ? answer.text(1) : "";
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "Redis does not tell its settings", e);
            return "";
        }
    }

    private static String info(Redis redis, String section) {
        return redis.call(Request.of(CommandType.INFO).arg(section)).text(0);
    }
}
