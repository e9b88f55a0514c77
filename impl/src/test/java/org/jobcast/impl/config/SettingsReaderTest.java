package org.jobcast.impl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.config.ConfigurationException.Problem;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    @Test
    void needsNoSettingAtAll() {
        Settings settings = Settings.defaults();
        assertThat(settings.store()).isEqualTo("memory");
        assertThat(settings.http()).isEqualTo(new Settings.Http("/jobcast", List.of(), 65_536, UiMode.ON));
        assertThat(settings.stream())
                .isEqualTo(new Settings.Stream(
                        Duration.ofSeconds(15), Duration.ofSeconds(3), Duration.ofSeconds(30), 0, true));
        assertThat(settings.pump().threads()).isZero();
        assertThat(settings.limits())
                .isEqualTo(new Settings.Limits(16_384, 100, 0, 1 << 20, 0, 32, Duration.ofMinutes(1)));
        assertThat(settings.channel())
                .isEqualTo(new Settings.Channel(
                        10_000, 10_000, 16 << 20, Duration.ofMinutes(5), false, SlowClientPolicy.DISCONNECT));
        assertThat(settings.job())
                .isEqualTo(new Settings.Job(
                        10_000,
                        16 << 20,
                        10_000,
                        1_000,
                        0,
                        0,
                        Map.of(),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1),
                        JobThreads.AUTO,
                        SlowClientPolicy.DISCONNECT));
        assertThat(settings.access())
                .isEqualTo(new Settings.Access(List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void takesEachSettingFromItsOwnKey() {
        for (Key<?> key : Keys.ALL) {
            String text = other(key);
            assertThat(read(Map.of(key.name(), text)))
                    .as("%s = %s", key.name(), text)
                    .isNotEqualTo(Settings.defaults());
        }
    }

    private static String other(Key<?> key) {
        String example = key.type().example();
        boolean same = key.type().parse(example).equals(key.type().parse(key.defaultText()));
        return !same
                ? example
                : switch (key.type().name()) {
                    case "choice" -> key.type().expected().replaceAll(".*, ", "");
                    case "number" -> "7";
                    case "boolean" -> String.valueOf(!Boolean.parseBoolean(example));
                    default -> key.name().endsWith("store") || key.name().endsWith("table") ? "other" : "/other";
                };
    }

    @Test
    void asksTheSourcesInOrder() {
        String key = "jobcast.pump.threads";
        ValueSource first = source("first", Map.of(key, "1"));
        ValueSource environment = ValueSource.environment(Map.of("JOBCAST_PUMP_THREADS", "2"));
        ValueSource last = source("last", Map.of(key, "3"));
        assertThat(read(first, environment, last).pump().threads()).isEqualTo(1);
        assertThat(read(environment, last).pump().threads()).isEqualTo(2);
        assertThat(read(last).pump().threads()).isEqualTo(3);
        assertThat(read(source("blank", Map.of(key, " ")), last).pump().threads())
                .isEqualTo(3);
    }

    @Test
    void readsEveryKeyFromTheEnvironment() {
        assertThat(read(ValueSource.environment(
                        Map.of("JOBCAST_HTTP_BASE_PATH", "/a/b", "JOBCAST_ACCESS_LIST_ROLES", "x, y"))))
                .satisfies(settings -> {
                    assertThat(settings.http().basePath()).isEqualTo("/a/b");
                    assertThat(settings.access().listRoles()).containsExactly("x", "y");
                });
    }

    @Test
    void readsTheLimitOfEachJobType() {
        Settings.Job job = read(
                        source(
                                "properties",
                                Map.of(
                                        "jobcast.job.type.import.max-running", "2",
                                        "jobcast.job.type.a.b.max-running", "3",
                                        "jobcast.job.type.blank.max-running", " ",
                                        "jobcast.job.max-running-per-type", "9")),
                        ValueSource.environment(Map.of(
                                "JOBCAST_JOB_TYPE_IMPORT_MAX_RUNNING", "5",
                                "JOBCAST_JOB_TYPE_PDF_EXPORT_MAX_RUNNING", "4")))
                .job();
        assertThat(job.maxRunning("import")).isEqualTo(2);
        assertThat(job.maxRunning("a.b")).isEqualTo(3);
        assertThat(job.maxRunning("pdf-export")).isEqualTo(4);
        assertThat(job.maxRunning("blank")).isEqualTo(9);
        assertThat(job.maxRunning("other")).isEqualTo(9);
    }

    @Test
    void listsAllWrongValuesAtOnce() {
        ValueSource properties = source(
                "system property",
                Map.of(
                        "jobcast.stream.keep-alive", "15",
                        "jobcast.job.type.import.max-running", "many",
                        "jobcast.store", "a\nb"));
        ValueSource environment = ValueSource.environment(Map.of("JOBCAST_HTTP_MAX_BODY", "64KB"));
        ConfigurationException e =
                catchThrowableOfType(ConfigurationException.class, () -> read(properties, environment));
        assertThat(e.problems())
                .extracting(Problem::key)
                .containsExactly(
                        "jobcast.store",
                        "jobcast.http.max-body",
                        "jobcast.stream.keep-alive",
                        "jobcast.job.type.import.max-running");
        assertThat(e)
                .hasMessageContaining("\n  jobcast.http.max-body = \"64KB\" (from environment variable"
                        + " JOBCAST_HTTP_MAX_BODY): expected a size from 1KiB to 16MiB as 65536, 64KiB, 16MiB or 1GiB,"
                        + " for example 1KiB")
                .hasMessageContaining(
                        "\n  jobcast.stream.keep-alive = \"15\" (from system property): expected a duration")
                .hasMessageContaining("jobcast.store = \"a?b\"");
    }

    @Test
    void refusesOriginsThatAreNone() {
        for (String origin : List.of("*", "null", "app.example.com", "https://a/", "https://a:b", "https://a b")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .as(origin)
                    .isThrownBy(() -> read(Map.of("jobcast.http.allowed-origins", "https://ok.example," + origin)));
        }
        assertThat(read(Map.of("jobcast.http.allowed-origins", "https://a.example:8443,http://[::1]:80"))
                        .http()
                        .allowedOrigins())
                .hasSize(2);
    }

    @Test
    void refusesBasePathsThatCouldNotBeMatched() {
        for (String path : List.of("/", "jobcast", "/a/", "/a//b", "/a b", "/a?b", "/*")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .as(path)
                    .isThrownBy(() -> read(Map.of("jobcast.http.base-path", path)));
        }
    }

    @Test
    void reportsASourceThatFailsAsAProblemOfTheKey() {
        ValueSource failing = ValueSource.of(
                "broken place",
                key -> {
                    if (key.equals("jobcast.store")) {
                        throw new NoSuchElementException("${missing}");
                    }
                    return null;
                },
                Set.of());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(failing))
                .withMessageContaining("jobcast.store")
                .withMessageContaining("broken place")
                .withMessageContaining("${missing}");
    }

    @Test
    void readsThePlacesOfTheDeployment() {
        Map<String, String> parameters = Map.of("jobcast.http.base-path", "/from-web-xml");
        Settings settings =
                SettingsReader.of(parameters::get, parameters.keySet()).read();
        assertThat(settings.http().basePath()).isEqualTo("/from-web-xml");
    }

    @Test
    void hintsAtTheClosestKeyOnceForEachUnknownOne() {
        ValueSource properties = source(
                "properties", Map.of("jobcast.http.basepath", "/x", "jobcast.store", "memory", "other.key", "1"));
        ValueSource again = source("again", Map.of("jobcast.http.basepath", "/y"));
        ValueSource environment = ValueSource.environment(Map.of(
                "JOBCAST_JOB_TTTL", "1s", "JOBCAST_JOB_TTL", "1s", "JOBCAST_JOB_TYPE_X_MAX_RUNNING", "1", "PATH", ""));
        assertThat(UnknownKeys.warnings(List.of(properties, again, environment)))
                .containsExactly(
                        "Unknown setting jobcast.http.basepath is ignored; did you mean jobcast.http.base-path?",
                        "Unknown setting JOBCAST_JOB_TTTL is ignored; did you mean JOBCAST_JOB_TTL?");
    }

    private static Settings read(Map<String, String> values) {
        return read(source("test", values));
    }

    private static Settings read(ValueSource... sources) {
        return new SettingsReader(List.of(sources)).read();
    }

    private static ValueSource source(String name, Map<String, String> values) {
        return ValueSource.of(name, values::get, values.keySet());
    }

    @Test
    void aWrongValueThatMayHoldAPasswordIsNotQuoted() {
        Map<String, String> parameters = Map.of(
                "jobcast.jpa.url", "postgresql://app:s3cret@db/jobs",
                "jobcast.jpa.password", "s3cret\7");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() ->
                        SettingsReader.of(parameters::get, parameters.keySet()).read())
                .withMessageContaining("jobcast.jpa.url")
                .withMessageContaining("jobcast.jpa.password")
                .withMessageNotContaining("s3cret");
    }
}
