package org.jobcast.impl.runtime;

import org.jobcast.impl.config.DoneAnswer;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.http.HttpSettings;

/** Hands the HTTP contract its part of the settings. */
final class HttpSettingsOf {
    private HttpSettingsOf() {}

    static HttpSettings settings(Settings all) {
        Settings.Stream stream = all.stream();
        Settings.Limits limits = all.limits();
        return new HttpSettings(
                stream.keepAlive(),
                stream.maxStall(),
                stream.retry(),
                stream.connectionClose(),
                all.channel().slowClient(),
                all.channel().createOnSubscribe(),
                limits.multiplex(),
                limits.maxWait(),
                all.http().allowedOrigins(),
                all.http().maxBody(),
                status(all.resume().done()),
                all.task().startOnConnect(),
                new HttpSettings.ConnectionLimits(
                        limits.connections(), limits.connectionsPerPrincipal(), limits.connectionsPerAddress()));
    }

    private static int status(DoneAnswer done) {
        return switch (done) {
            case REPLAY -> 200;
            case NO_CONTENT -> 204;
            case UNPROCESSABLE -> 422;
        };
    }
}
