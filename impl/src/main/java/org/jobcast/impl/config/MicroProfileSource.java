package org.jobcast.impl.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** MicroProfile Config as a source. Loaded only after a check that its classes are there. */
final class MicroProfileSource implements ValueSource {
    private final Config config;
    private final Map<String, String> environment;

    MicroProfileSource(Config config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** The configuration of this application, empty if only the API is there and no implementation. */
    static Optional<ValueSource> current(Map<String, String> environment) {
        try {
            return Optional.of(new MicroProfileSource(ConfigProvider.getConfig(), environment));
        } catch (IllegalStateException noImplementation) {
            return Optional.empty();
        }
    }

    @Override
    public @Nullable Found find(String key) {
        ConfigValue value = config.getConfigValue(key);
        String text = value == null ? null : value.getValue();
        return text == null ? null : new Found(text, "MicroProfile Config, " + value.getSourceName());
    }

    /** Without the names that an implementation guesses from environment variables: those are checked as such. */
    @Override
    public Collection<String> names() {
        List<String> names = new ArrayList<>();
        for (String name : config.getPropertyNames()) {
            if (!environment.containsKey(Key.environmentName(name))) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return "MicroProfile Config";
    }
}
