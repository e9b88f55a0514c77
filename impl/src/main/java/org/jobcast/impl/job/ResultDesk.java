package org.jobcast.impl.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** Hands one job's result out. On this node one claim at a time; between nodes the store decides who takes it. */
final class ResultDesk {
    private final StateKeeper keeper;
    private final AtomicReference<@Nullable Claim> claimed = new AtomicReference<>();

    ResultDesk(StateKeeper keeper) {
        this.keeper = keeper;
    }

    StateKeeper keeper() {
        return keeper;
    }

    Optional<String> read() {
        JobRecord job = keeper.current();
        return job.state() == JobState.SUCCEEDED ? Optional.ofNullable(job.result()) : Optional.empty();
    }

    Optional<ResultClaim> claim() {
        return reserve().map(claim -> claim);
    }

    Optional<String> pop() {
        return reserve().filter(Claim::take).map(Claim::json);
    }

    private Optional<Claim> reserve() {
        Claim claim = new Claim();
        if (!claimed.compareAndSet(null, claim)) {
            return Optional.empty();
        }
        Optional<String> result = read();
        if (result.isEmpty()) {
            claimed.compareAndSet(claim, null);
            return Optional.empty();
        }
        claim.json = result.get();
        return Optional.of(claim);
    }

    private final class Claim implements ResultClaim {
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile String json = "";

        @Override
        public String json() {
            return json;
        }

        @Override
        public void confirm() {
            take();
        }

        boolean take() {
            if (!settled.compareAndSet(false, true)) {
                return false;
            }
            try {
                return keeper.update(job -> job.result() != null, job -> job.result(null), Patience.NONE) != null;
            } finally {
                claimed.compareAndSet(this, null);
            }
        }

        @Override
        public void release() {
            if (settled.compareAndSet(false, true)) {
                claimed.compareAndSet(this, null);
            }
        }
    }
}
