package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jobcast.security.Access;
import org.jobcast.security.Access.Action;
import org.jobcast.security.Access.Kind;
import org.jobcast.security.Caller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAccessTest {
    private record Anonymous(String address) implements Caller {
        @Override
        public Optional<String> name() {
            return Optional.empty();
        }

        @Override
        public boolean isInRole(String role) {
            return false;
        }
    }

    private static boolean allows(Action action, String address) {
        return new LocalAccess().allows(new Access(new Anonymous(address), action, Kind.APPLICATION, null, null, null));
    }

    private static boolean allowsJob(Action action, @Nullable String owner) {
        return new LocalAccess()
                .allows(new Access(new Anonymous("192.0.2.7"), action, Kind.JOB, "id", owner, "import"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.3.2.1", "::1", "0:0:0:0:0:0:0:1"})
    void whoSitsAtThisMachineSeesTheDashboardAndTheList(String address) {
        assertThat(allows(Action.DASHBOARD, address)).isTrue();
        assertThat(allows(Action.LIST, address)).isTrue();
        assertThat(allows(Action.PUBLISH, address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::1", "", "localhost", "127.0.0.1.example.com"})
    void nobodyElseDoes(String address) {
        assertThat(allows(Action.DASHBOARD, address)).isFalse();
        assertThat(allows(Action.LIST, address)).isFalse();
    }

    @Test
    void anAnonymousJobIsForWhoKnowsItsId() {
        assertThat(allowsJob(Action.READ, null)).isTrue();
        assertThat(allowsJob(Action.CANCEL, null)).isTrue();
        assertThat(allowsJob(Action.RETRY, null)).isTrue();
        assertThat(allowsJob(Action.READ, "ada")).isFalse();
    }
}
