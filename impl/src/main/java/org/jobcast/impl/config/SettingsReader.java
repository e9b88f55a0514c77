package org.jobcast.impl.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jobcast.impl.config.ConfigurationException.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of a deployment. The first of these places that has a key gives its value: MicroProfile Config where
 * it is present, the system property, the environment variable, the context parameter of the web application. A blank
 * value counts as none.
 *
 * <p>Not thread-safe; made for one reading at start-up.
 */
public final class SettingsReader {
    private static final Logger LOG = System.getLogger(SettingsReader.class.getName());

    private final List<ValueSource> sources;
    private final List<Problem> problems = new ArrayList<>();

    SettingsReader(List<ValueSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * A reader for the places of this deployment.
     *
     * @param contextParameters gives the context parameter of a name, null if there is none
     * @param contextNames the names of all context parameters, to find misspelt ones
     * @return the reader
     */
    public static SettingsReader of(
            Function<String, @Nullable String> contextParameters, Collection<String> contextNames) {
        Map<String, String> environment = System.getenv();
        List<ValueSource> sources = new ArrayList<>();
        if (isMicroProfilePresent()) {
            MicroProfileSource.current(environment).ifPresent(sources::add);
        }
        sources.add(ValueSource.of(
                "system property",
                System::getProperty,
                List.copyOf(System.getProperties().stringPropertyNames())));
        sources.add(ValueSource.environment(environment));
        sources.add(ValueSource.of("context-param", contextParameters, List.copyOf(contextNames)));
        return new SettingsReader(sources);
    }

    /**
     * Reads all settings, and warns in the log of keys that look like settings and are none.
     *
     * @return the settings
     * @throws ConfigurationException if values are wrong; it lists all of them
     */
    public Settings read() {
        problems.clear();
        Settings settings = new Settings(
                value(Keys.STORE),
                storeOptions(),
                new Settings.Durable(
                        value(Keys.STORE_LINGER),
                        value(Keys.STORE_BUFFER),
                        value(Keys.STORE_HISTORY_SIZE),
                        value(Keys.NODE_LEASE),
                        value(Keys.JOB_DURABLE_TTL)),
                http(),
                stream(),
                new Settings.Pump(value(Keys.PUMP_THREADS)),
                limits(),
                channel(),
                job(),
                resume(),
                new Settings.Task(value(Keys.TASK_START_ON_CONNECT), value(Keys.TASK_APP)),
                access());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        UnknownKeys.warnings(sources).forEach(warning -> LOG.log(Level.WARNING, warning));
        return settings;
    }

    private Settings.StoreOptions storeOptions() {
        Map<String, String> texts = new HashMap<>();
        for (Key<?> key : Keys.STORE_OPTIONS) {
            find(key, key.name()).ifPresent(value -> texts.put(key.name(), value.toString()));
        }
        return new Settings.StoreOptions(texts);
    }

    private Settings.Http http() {
        return new Settings.Http(
                value(Keys.HTTP_BASE_PATH),
                value(Keys.HTTP_ALLOWED_ORIGINS),
                value(Keys.HTTP_MAX_BODY),
                value(Keys.UI));
    }

    private Settings.Stream stream() {
        return new Settings.Stream(
                value(Keys.STREAM_KEEP_ALIVE),
                value(Keys.STREAM_RETRY),
                value(Keys.STREAM_MAX_STALL),
                Math.toIntExact(value(Keys.STREAM_WRITE_LIMIT)),
                value(Keys.STREAM_CONNECTION_CLOSE));
    }

    private Settings.Limits limits() {
        return new Settings.Limits(
                value(Keys.LIMITS_CONNECTIONS),
                value(Keys.LIMITS_CONNECTIONS_PER_PRINCIPAL),
                value(Keys.LIMITS_CONNECTIONS_PER_ADDRESS),
                Math.toIntExact(value(Keys.LIMITS_EVENT_SIZE)),
                value(Keys.LIMITS_HISTORY_TOTAL),
                value(Keys.LIMITS_MULTIPLEX),
                value(Keys.LIMITS_WAIT));
    }

    private Settings.Channel channel() {
        return new Settings.Channel(
                value(Keys.CHANNEL_MAX),
                value(Keys.CHANNEL_HISTORY_EVENTS),
                value(Keys.CHANNEL_HISTORY_SIZE),
                value(Keys.CHANNEL_ENDED_TTL),
                value(Keys.CHANNEL_CREATE_ON_SUBSCRIBE),
                value(Keys.CHANNEL_SLOW_CLIENT));
    }

    private Settings.Job job() {
        return new Settings.Job(
                value(Keys.JOB_HISTORY_EVENTS),
                value(Keys.JOB_HISTORY_SIZE),
                value(Keys.JOB_MAX),
                value(Keys.JOB_MAX_QUEUED),
                value(Keys.JOB_MAX_RUNNING),
                value(Keys.JOB_MAX_RUNNING_PER_TYPE),
                maxRunningByType(),
                value(Keys.JOB_TTL),
                value(Keys.JOB_SHUTDOWN_GRACE),
                value(Keys.JOB_THREADS),
                value(Keys.JOB_SLOW_CLIENT));
    }

    private Settings.Resume resume() {
        return new Settings.Resume(
                value(Keys.RESUME_ACTIVE_TTL),
                value(Keys.RESUME_DONE_TTL),
                value(Keys.RESUME_MAX_CHARACTERS),
                value(Keys.RESUME_MAX_STREAMS),
                value(Keys.RESUME_MAX_READERS),
                value(Keys.RESUME_DONE),
                new Settings.Resume.Protocol(
                        value(Keys.RESUME_PROTOCOL).equals("vercel"),
                        value(Keys.RESUME_BACKPLANE),
                        value(Keys.RESUME_KEY_PREFIX)));
    }

    private Settings.Access access() {
        return new Settings.Access(
                value(Keys.ACCESS_LIST_ROLES),
                value(Keys.ACCESS_READ_ROLES),
                value(Keys.ACCESS_CANCEL_ROLES),
                value(Keys.ACCESS_PUBLISH_ROLES),
                value(Keys.ACCESS_DASHBOARD_ROLES));
    }

    private Map<String, Integer> maxRunningByType() {
        Key<Integer> key = Keys.JOB_TYPE_MAX_RUNNING;
        Map<String, Integer> byType = new HashMap<>();
        for (String type : configuredTypes()) {
            find(key, key.name().replace("<type>", type)).ifPresent(limit -> byType.put(type, limit));
        }
        return Map.copyOf(byType);
    }

    private Set<String> configuredTypes() {
        Set<String> types = new TreeSet<>();
        for (ValueSource source : sources) {
            Pattern pattern = source.isEnvironment() ? Keys.JOB_TYPE_ENVIRONMENT_NAME : Keys.JOB_TYPE_NAME;
            for (String name : source.names()) {
                Matcher matcher = pattern.matcher(name);
                if (matcher.matches()) {
                    types.add(source.isEnvironment() ? typeOf(matcher.group(1)) : matcher.group(1));
                }
            }
        }
        return types;
    }

    private static String typeOf(String variablePart) {
        return variablePart.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> T value(Key<T> key) {
        return find(key, key.name()).orElseGet(() -> key.type().parse(key.defaultText()));
    }

    /** Empty after a wrong value too, so that reading goes on and finds the other wrong ones. */
    private <T> Optional<T> find(Key<T> key, String name) {
        for (ValueSource source : sources) {
            try {
                ValueSource.Found found = source.find(name);
                if (found != null && !found.text().isBlank()) {
                    return parse(key.type(), name, found);
                }
            } catch (RuntimeException e) {
                String expected = key.type().expected() + " (not found because of " + e + ")";
                problems.add(new Problem(
                        name, source.toString(), "", expected, key.type().example()));
            }
        }
        return Optional.empty();
    }

    private <T> Optional<T> parse(ValueType<T> type, String name, ValueSource.Found found) {
        try {
            return Optional.of(type.parse(found.text()));
        } catch (IllegalArgumentException e) {
            String shown = Keys.SECRET.contains(name) ? "(not shown)" : found.text();
            problems.add(new Problem(name, found.source(), shown, type.expected(), type.example()));
            return Optional.empty();
        }
    }

    private static boolean isMicroProfilePresent() {
        try {
            Class.forName(
                    "org.eclipse.microprofile.config.ConfigProvider", false, SettingsReader.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
