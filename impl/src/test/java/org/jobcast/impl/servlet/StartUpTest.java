package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.jobcast.impl.servlet.TestServer.Setup;
import org.jobcast.test.Ports;
import org.junit.jupiter.api.Test;

class StartUpTest {
    private static final Setup NOTHING = context -> {};

    static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("jobcast-"))
                .toList();
    }

    static void awaitNoOwnThreads() {
        Awaitility.await().until(() -> ownThreads().isEmpty());
    }

    private static String failure(Setup setup, String... settings) {
        awaitNoOwnThreads();
        try (CapturedLog log = CapturedLog.of("org.apache.catalina");
                TestServer server = TestServer.withoutContext(setup, settings)) {
            server.deploy();
            assertThat(server.context().getState().isAvailable()).isFalse();
            awaitNoOwnThreads();
            return String.join("\n", log.lines());
        }
    }

    @Test
    void aWrongSettingFailsTheDeploymentAndIsNamedWithItsValue() {
        assertThat(failure(NOTHING, "stream.keep-alive=often", "job.max=-1"))
                .contains("jobcast cannot start")
                .contains("jobcast.stream.keep-alive = \"often\" (from context-param)")
                .contains("jobcast.job.max = \"-1\"");
    }

    @Test
    void anUnknownStoreFailsTheDeploymentAndTheKnownOnesAreNamed() {
        assertThat(failure(NOTHING, "store=nope"))
                .contains("jobcast.store=nope")
                .contains("memory, jpa, redis");
    }

    @Test
    void aStoreThatDoesNotAnswerFailsTheDeploymentAndItsAddressIsNamedWithoutThePassword() {
        int port = Ports.free();

        assertThat(failure(NOTHING, "store=redis", "redis.url=redis://:topsecret@127.0.0.1:" + port))
                .contains("jobcast cannot start: no Redis answers at 127.0.0.1:" + port)
                .contains("jobcast.redis.url")
                .doesNotContain("topsecret");
    }

    @Test
    void aBackplaneThatIsNotKnownFailsTheDeploymentAndLeavesNoThread() {
        assertThat(failure(NOTHING, "resume.protocol=vercel", "resume.backplane=rediz"))
                .contains("jobcast cannot start")
                .contains("rediz");
    }

    @Test
    void aWrongAddressOfAStoreIsNamedWithoutItsPassword() {
        assertThat(failure(NOTHING, "store=redis", "redis.url=redis+tls://u:topsecret@cache"))
                .contains("jobcast.redis.url")
                .doesNotContain("topsecret");
    }

    @Test
    void threadsThatTheServerDoesNotHaveFailTheDeploymentAndLeaveNone() {
        assertThat(failure(NOTHING, "job.threads=managed")).contains("jobcast.job.threads=managed");
    }

    @Test
    void aBasePathThatIsTakenFailsTheDeployment() {
        Setup taken = context -> {
            Tomcat.addServlet(context, "other", "org.apache.catalina.servlets.DefaultServlet");
            context.addServletMappingDecoded("/push/*", "other");
        };

        assertThat(failure(taken, "http.base-path=/push"))
                .contains("another servlet is mapped to [/push/*]")
                .contains("jobcast.http.base-path");
    }

    @Test
    void aServletOfTheSameNameFailsTheDeployment() {
        Setup taken = context -> Tomcat.addServlet(context, "jobcast", "org.apache.catalina.servlets.DefaultServlet");

        assertThat(failure(taken)).contains("another servlet is named jobcast");
    }

    @Test
    void anApplicationThatFailsAfterUsLeavesNoThread() {
        Setup failing = context -> context.addServletContainerInitializer(
                (classes, servletContext) -> {
                    throw new jakarta.servlet.ServletException("the application itself");
                },
                java.util.Set.of());

        assertThat(failure(failing)).contains("the application itself");
    }

    @Test
    void theBasePathIsASetting() {
        try (TestServer server = TestServer.start("http.base-path=/a/b")) {
            assertThat(server.get("/health").status()).isEqualTo(404);
            assertThat(server.jobs().open("test").job().streamUri().toString()).startsWith("/a/b/jobs/");
        }
    }

    @Test
    void anApplicationThatStopsAndStartsAgainHasAnEngineOfItsOwn() {
        try (TestServer server = TestServer.start()) {
            var first = server.runtime();
            server.undeploy();
            awaitNoOwnThreads();
            server.deploy();
            assertThat(server.runtime()).isNotSameAs(first);
            assertThat(server.get("/health").body()).isEqualTo("OK");
        }
    }
}
