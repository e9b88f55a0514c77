package org.jobcast.impl.job;

import org.jobcast.job.JobResult;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** A value that is kept as JSON text and read on demand. */
record JsonResult(String json, JsonCodec codec) implements JobResult {
    @Override
    public <T> @Nullable T as(Class<T> type) {
        return codec.read(json, type);
    }

    /** Says how long it is; the value reaches no log. */
    @Override
    public String toString() {
        return "JobValue[" + json.length() + " characters]";
    }
}
