package org.jobcast.impl.store.redis;

import org.jobcast.JobcastException;

/** Redis did not answer in time, or refused a command. The call may be made again. */
final class RedisFailureException extends JobcastException {
    private static final long serialVersionUID = 1L;

    RedisFailureException(String message, Throwable cause) {
        super(message, cause);
    }

    RedisFailureException(String message) {
        super(message);
    }
}
