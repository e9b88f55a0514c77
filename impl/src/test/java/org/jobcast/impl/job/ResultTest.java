package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.job.Job;
import org.jobcast.job.JobResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResultTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private LiveJob done(Object result) {
        Job job = rig.engine.submit("t", context -> result);
        Rig.end(job);
        return rig.live(job);
    }

    @Test
    void everyJsonValueIsAResultNullAndEmptyIncluded() {
        for (Object value : Arrays.asList(null, 0, "", List.of(), false)) {
            LiveJob job = done(value);
            assertThat(job.snapshot().hasResult()).isTrue();
            assertThat(job.resultJson()).isPresent();
        }
        assertThat(done(null).resultJson()).contains("null");
        assertThat(done(null).result().orElseThrow().<String>as(String.class)).isNull();
    }

    @Test
    void isReadAnyNumberOfTimesAndPoppedOnce() {
        LiveJob job = done(Map.of("count", 7));
        assertThat(job.result()).isEqualTo(rig.engine.result(job.id())).isPresent();
        Optional<JobResult> popped = rig.engine.popResult(job.id());
        assertThat(popped.map(JobResult::json)).contains("{\"count\":7}");
        assertThat(rig.engine.popResult(job.id())).isEmpty();
        assertThat(job.result()).isEmpty();
        assertThat(job.snapshot().hasResult()).isFalse();
        assertThat(rig.store.find(job.id()).orElseThrow().result()).isNull();
    }

    @Test
    void aClaimHoldsOthersOffUntilItIsConfirmed() {
        LiveJob job = done("x");
        ResultClaim claim = job.claimResult().orElseThrow();
        assertThat(job.claimResult()).isEmpty();
        assertThat(rig.engine.popResult(job.id())).isEmpty();
        assertThat(job.resultJson()).as("still readable").contains("\"x\"");
        claim.confirm();
        assertThat(claim.json()).isEqualTo("\"x\"");
        assertThat(job.resultJson()).isEmpty();
        assertThat(job.claimResult()).isEmpty();
    }

    @Test
    void aReleasedClaimGivesTheResultBack() {
        LiveJob job = done("x");
        ResultClaim claim = job.claimResult().orElseThrow();
        claim.release();
        claim.confirm();
        assertThat(job.resultJson()).as("the first call counts").isPresent();
        ResultClaim second = job.claimResult().orElseThrow();
        claim.release();
        assertThat(job.claimResult())
                .as("an old claim does not free the new one")
                .isEmpty();
        second.confirm();
        second.release();
        assertThat(job.claimResult()).isEmpty();
    }

    @Test
    void thereIsNothingToClaimBeforeTheEndOrAfterAFailure() {
        LiveJob open = rig.live(rig.engine.open("t").job());
        assertThat(open.claimResult()).isEmpty();
        assertThat(open.resultJson()).isEmpty();
        LiveJob failed = rig.live(rig.engine.submit("t", context -> {
            throw new IllegalStateException("no");
        }));
        Rig.end(failed);
        assertThat(failed.claimResult()).isEmpty();
        assertThat(rig.engine.popResult(failed.id())).isEmpty();
    }

    @Test
    void aWrongClassIsRefusedAndTheValueReachesNoLog() {
        JobResult result = done("secret").result().orElseThrow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.as(Integer.class))
                .withMessageNotContaining("secret");
        assertThat(result.toString()).doesNotContain("secret");
    }
}
