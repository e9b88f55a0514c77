package org.jobcast.impl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MicroProfileSourceTest {
    private final Map<String, String> values =
            Map.of("jobcast.store", "other", "jobcast.pump.thread", "1", "jobcast.job.tttl", "1s");
    private final MicroProfileSource source = new MicroProfileSource(config(), Map.of("JOBCAST_JOB_TTTL", "1s"));

    @Test
    void namesTheSourceThatTheValueCameFrom() {
        assertThat(source.find("jobcast.store"))
                .isEqualTo(new ValueSource.Found("other", "MicroProfile Config, app.properties"));
        assertThat(source.find("jobcast.job.ttl")).isNull();
    }

    @Test
    void leavesNamesGuessedFromTheEnvironmentOut() {
        assertThat(UnknownKeys.warnings(List.of(source)))
                .containsExactly("Unknown setting jobcast.pump.thread is ignored; did you mean jobcast.pump.threads?");
    }

    @Test
    void isAbsentIfOnlyTheApiIsThere() {
        assertThat(MicroProfileSource.current(Map.of())).isEmpty();
    }

    private Config config() {
        return fake(Config.class, (method, key) -> switch (method) {
            case "getPropertyNames" -> values.keySet();
            case "getConfigValue" -> value(key);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ConfigValue value(@Nullable Object key) {
        return fake(ConfigValue.class, (method, none) -> switch (method) {
            case "getValue" -> values.get(key);
            case "getSourceName" -> "app.properties";
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private interface Answer {
        @Nullable Object to(String method, @Nullable Object argument);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments == null ? null : arguments[0])));
    }
}
