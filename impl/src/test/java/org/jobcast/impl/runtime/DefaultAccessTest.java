package org.jobcast.impl.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jobcast.impl.config.Settings;
import org.jobcast.security.Access;
import org.jobcast.security.Access.Action;
import org.jobcast.security.Access.Kind;
import org.jobcast.security.Caller;
import org.junit.jupiter.api.Test;

class DefaultAccessTest {
    private static final DefaultAccess OPEN_TO_ROLES = new DefaultAccess(
            new Settings.Access(List.of("l"), List.of("r"), List.of("c"), List.of("p"), List.of("d")));
    private static final DefaultAccess STANDARD =
            new DefaultAccess(new Settings.Access(List.of(), List.of(), List.of(), List.of(), List.of()));

    private record User(String principal, Set<String> roles) implements Caller {
        @Override
        public Optional<String> name() {
            return Optional.ofNullable(principal);
        }

        @Override
        public boolean isInRole(String role) {
            return roles.contains(role);
        }

        @Override
        public String address() {
            return "192.0.2.1";
        }
    }

    private static Access job(String caller, Action action, String owner, String... roles) {
        return new Access(new User(caller, Set.of(roles)), action, Kind.JOB, "id", owner, "type");
    }

    private static Access application(Action action, String... roles) {
        return new Access(new User("ada", Set.of(roles)), action, Kind.APPLICATION, null, null, null);
    }

    @Test
    void ownersReadTakeCancelAndRetryWhatIsTheirs() {
        for (Action action : List.of(Action.READ, Action.RESULT, Action.CANCEL, Action.RETRY)) {
            assertThat(STANDARD.allows(job("ada", action, "ada"))).isTrue();
            assertThat(STANDARD.allows(job("bob", action, "ada"))).isFalse();
            assertThat(STANDARD.allows(job("ADA", action, "ada"))).isFalse();
            assertThat(STANDARD.allows(job(null, action, "ada"))).isFalse();
            assertThat(STANDARD.allows(job(null, action, null))).isTrue();
        }
    }

    @Test
    void aRoleOpensItsActionAndNoOther() {
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.READ, "ada", "r"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.RESULT, "ada", "r"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.CANCEL, "ada", "r"))).isFalse();
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.CANCEL, "ada", "c"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.RETRY, "ada", "c"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.RETRY, "ada", "r", "l", "d")))
                .isFalse();
        assertThat(OPEN_TO_ROLES.allows(job("bob", Action.READ, "ada", "c", "l", "p", "d")))
                .isFalse();
        assertThat(OPEN_TO_ROLES.allows(application(Action.LIST, "l"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(application(Action.PUBLISH, "p"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(application(Action.DASHBOARD, "d"))).isTrue();
        assertThat(OPEN_TO_ROLES.allows(application(Action.LIST, "r", "c", "p", "d")))
                .isFalse();
    }

    @Test
    void listDashboardAndPublishingAreOffWithoutARole() {
        for (Action action : List.of(Action.LIST, Action.PUBLISH, Action.DASHBOARD)) {
            assertThat(STANDARD.allows(application(action, "l", "p", "d", "admin")))
                    .isFalse();
        }
    }

    @Test
    void whatConcernsAllJobsIsNobodysOwn() {
        assertThat(STANDARD.allows(application(Action.CANCEL, "c"))).isFalse();
        assertThat(OPEN_TO_ROLES.allows(application(Action.CANCEL, "l"))).isFalse();
        assertThat(OPEN_TO_ROLES.allows(application(Action.CANCEL, "c"))).isTrue();
    }

    @Test
    void aChannelIsReadByEverybodyWhoMayByItsOwnRoles() {
        Access read = new Access(new User(null, Set.of()), Action.READ, Kind.CHANNEL, "news", null, null);

        assertThat(STANDARD.allows(read)).isTrue();
    }
}
