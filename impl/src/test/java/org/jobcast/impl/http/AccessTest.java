package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobState;
import org.jobcast.security.Access;
import org.jobcast.security.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final List<String> GETS =
            List.of("", "/stream", "/events", "/events?after=7&wait=1", "/logs", "/result", "/result?wait=1");

    private final HttpKit kit =
            new HttpKit("access.read-roles=auditor", "access.cancel-roles=operator", "limits.connections=3");

    @AfterEach
    void stop() {
        kit.close();
    }

    private LiveJob ofAda() {
        return kit.ended(JobOptions.builder().owner("ada").build(), context -> 1);
    }

    private static Asked result(LiveJob job) {
        return Asked.of("GET", "/jobs/" + job.id() + "/result");
    }

    @Test
    void aRefusedCallerGetsByteForByteTheAnswerOfAnUnknownJob() {
        String known = ofAda().id();
        for (Asked.User stranger : List.of(Asked.NOBODY, new Asked.User("bob", Set.of("operator"), "192.0.2.1"))) {
            for (String rest : GETS) {
                assertSame(Asked.of("GET", "/jobs/" + known + rest), Asked.of("GET", "/jobs/unknown" + rest), stranger);
            }
            assertSame(
                    Asked.of("DELETE", "/jobs/" + known + "/result"),
                    Asked.of("DELETE", "/jobs/unknown/result"),
                    stranger);
            assertSame(Asked.of("GET", "/stream?job=" + known), Asked.of("GET", "/stream?job=unknown"), stranger);
        }
        assertSame(
                Asked.of("POST", "/jobs/" + known + "/cancel"), Asked.of("POST", "/jobs/unknown/cancel"), Asked.NOBODY);
    }

    private void assertSame(Asked known, Asked unknown, Asked.User caller) {
        String[] roles = caller.roles().toArray(String[]::new);
        Reply refused = kit.ask(known.by(caller.principal(), roles));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused).isEqualTo(kit.ask(unknown.by(caller.principal(), roles)));
    }

    @Test
    void aBadQueryIsRefusedBeforeItIsKnownWhetherTheJobExists() {
        String known = ofAda().id();
        for (String rest : List.of("/events?after=x", "/events?wait=x", "/stream?from=x", "/result?wait=x")) {
            assertThat(kit.get("/jobs/" + known + rest)).isEqualTo(kit.get("/jobs/unknown" + rest));
        }
    }

    @Test
    void theOwnerMayDoEverythingWithTheJob() {
        LiveJob job = ofAda();

        for (String rest : GETS) {
            assertThat(kit.ask(Asked.of("GET", "/jobs/" + job.id() + rest).by("ada"))
                            .status())
                    .as(rest)
                    .isEqualTo(200);
        }
        assertThat(kit.ask(Asked.of("POST", "/jobs/" + job.id() + "/cancel").by("ada"))
                        .status())
                .isEqualTo(200);
        assertThat(kit.ask(Asked.of("DELETE", "/jobs/" + job.id() + "/result").by("ada"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anAnonymousJobIsReadableByWhoKnowsItsId() {
        LiveJob job = kit.ended(JobOptions.builder().anonymous().build(), context -> 1);

        assertThat(kit.ask(result(job)).status()).isEqualTo(200);
        assertThat(kit.ask(result(job).by("bob")).status()).isEqualTo(200);
    }

    @Test
    void aRoleMayReadOrCancelWhatBelongsToOthers() {
        LiveJob job = ofAda();
        Asked cancel = Asked.of("POST", "/jobs/" + job.id() + "/cancel");

        assertThat(kit.ask(result(job).by("eve", "auditor")).status()).isEqualTo(200);
        assertThat(kit.ask(result(job).by("eve", "operator")).status()).isEqualTo(404);
        assertThat(kit.ask(cancel.by("eve", "operator")).status()).isEqualTo(200);
        assertThat(kit.ask(cancel.by("eve", "auditor")).status()).isEqualTo(404);
    }

    @Test
    void aRefusedCancelCancelsNothing() {
        try (JobEmitter job =
                kit.jobs().open("test", JobOptions.builder().owner("ada").build())) {
            kit.ask(Asked.of("POST", "/jobs/" + job.job().id() + "/cancel").by("eve"));
            assertThat(job.job().state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void aPolicyThatThrowsRefuses() {
        LiveJob job = kit.ended(JobOptions.builder().anonymous().build(), context -> 1);
        kit.policy = access -> {
            throw new IllegalStateException("no directory server");
        };

        assertThat(kit.ask(result(job))).isEqualTo(kit.get("/jobs/unknown/result"));
    }

    @Test
    void aContainerThatCannotTellTheRolesRefuses() {
        kit.channels()
                .open("news", ChannelOptions.builder().readerRoles("staff").build());
        Caller broken = new Caller() {
            @Override
            public java.util.Optional<String> name() {
                return java.util.Optional.of("ada");
            }

            @Override
            public boolean isInRole(String role) {
                throw new UnsupportedOperationException("no realm");
            }

            @Override
            public String address() {
                return "192.0.2.1";
            }
        };
        AccessGuard guard = new AccessGuard(access -> true);

        assertThat(guard.allows(
                        broken,
                        Access.Action.READ,
                        kit.channels().findHeld("news").orElseThrow()))
                .isFalse();
    }

    @Test
    void theRolesOfAChannelCountBeforeAnyPolicy() {
        kit.channels()
                .open(
                        "news",
                        ChannelOptions.builder().readerRoles("staff", "board").build());
        Asked stream = Asked.of("GET", "/channels/news/stream");

        assertThat(kit.ask(stream)).isEqualTo(kit.get("/channels/unknown/stream"));
        assertThat(kit.ask(stream.by("eve", "auditor")).status()).isEqualTo(404);
        assertThat(kit.ask(stream.by("eve", "board")).status()).isEqualTo(200);
        kit.policy = access -> false;
        assertThat(kit.ask(stream.by("eve", "board")).status()).isEqualTo(404);
    }

    @Test
    void oneSourceThatIsRefusedRefusesTheWholeConnection() {
        LiveJob open = kit.ended(JobOptions.builder().anonymous().build(), context -> 1);
        LiveJob closed = ofAda();

        Reply reply = kit.get("/stream?job=" + open.id() + "&job=" + closed.id());

        assertThat(reply).isEqualTo(kit.get("/stream?job=" + open.id() + "&job=unknown"));
        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void refusalsTakeNoPlaceOfAConnection() {
        LiveJob job = ofAda();
        for (int i = 0; i < 10; i++) {
            kit.get("/jobs/" + job.id() + "/stream");
        }
        assertThat(kit.ask(Asked.of("GET", "/jobs/" + job.id() + "/stream").by("ada"))
                        .status())
                .isEqualTo(200);
    }
}
