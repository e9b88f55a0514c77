package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainOptionsTest {
    @Test
    void withoutOptionsItListensToThisMachineOnly() {
        assertThat(MainOptions.parse()).isEqualTo(new MainOptions("127.0.0.1", 8080, null, MainOptions.Action.RUN));
    }

    @Test
    void aValueMayFollowABlankOrAnEqualsSign() {
        MainOptions options = MainOptions.parse("--host=0.0.0.0", "--port", "0");
        assertThat(options.host()).isEqualTo("0.0.0.0");
        assertThat(options.port()).isZero();
        assertThat(MainOptions.parse("--socket", "/tmp/s").socket()).isEqualTo(Path.of("/tmp/s"));
    }

    @Test
    void aSocketIsListenedToAloneUnlessAnAddressIsNamedToo() {
        assertThat(MainOptions.parse("--socket=/tmp/s").hasPort()).isFalse();
        MainOptions both = MainOptions.parse("--socket=/tmp/s", "--port=0");
        assertThat(both.hasPort()).isTrue();
        assertThat(both.socket()).isEqualTo(Path.of("/tmp/s"));
        assertThat(MainOptions.parse("--socket=/tmp/s", "--host=::1").port()).isEqualTo(8080);
    }

    @Test
    void aSettingBecomesASystemProperty() {
        MainOptions.parse("-Djobcast.test-of-main-options=a=b");
        assertThat(System.getProperties().remove("jobcast.test-of-main-options"))
                .isEqualTo("a=b");
    }

    @Test
    void aDatabaseChoosesTheStore() {
        try {
            MainOptions.parse("--jdbc-url", "jdbc:postgresql://127.0.0.1/jobs", "--jdbc-user=me");
            assertThat(System.getProperty("jobcast.store")).isEqualTo("jpa");
            assertThat(System.getProperty("jobcast.jpa.url")).isEqualTo("jdbc:postgresql://127.0.0.1/jobs");
            assertThat(System.getProperty("jobcast.jpa.user")).isEqualTo("me");
            MainOptions.parse("--store=jpa");
            assertThat(System.getProperty("jobcast.jpa.url")).startsWith("jdbc:h2:file:");
        } finally {
            for (String name : List.of("store", "jpa.url", "jpa.user", "jpa.password")) {
                System.clearProperty("jobcast." + name);
            }
        }
    }

    @Test
    void aRedisChoosesTheStore() {
        try {
            MainOptions.parse("--redis-url=redis://127.0.0.1:7000");
            assertThat(System.getProperty("jobcast.store")).isEqualTo("redis");
            assertThat(System.getProperty("jobcast.redis.url")).isEqualTo("redis://127.0.0.1:7000");
            assertThat(System.getProperty("jobcast.jpa.url")).isNull();
            MainOptions.parse("--jdbc-url=jdbc:h2:mem:x", "--redis-url=redis://127.0.0.1:7001");
            assertThat(System.getProperty("jobcast.store")).isEqualTo("redis");
            assertThat(System.getProperty("jobcast.jpa.url")).isEqualTo("jdbc:h2:mem:x");
        } finally {
            for (String name : List.of("store", "redis.url", "jpa.url", "jpa.user", "jpa.password")) {
                System.clearProperty("jobcast." + name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--port=",
                "--port=65536",
                "--port=-1",
                "--port=x",
                "--prot=1",
                "x",
                "-Djobcast.x",
                "-Dother=1",
                "--socket=",
                "--jdbc-url",
                "--store=memory --jdbc-url=jdbc:h2:mem:x",
                "--store=jpa --redis-url=redis://localhost"
            })
    void whatIsWrongIsRefused(String line) {
        assertThatThrownBy(() -> MainOptions.parse(line.split(" "))).isInstanceOf(IllegalArgumentException.class);
    }
}
