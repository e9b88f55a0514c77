package org.jobcast.impl.config;

/** The answer to a request for a resumable stream that has ended. */
public enum DoneAnswer {
    /** The whole text. */
    REPLAY,
    /** Status 204. */
    NO_CONTENT,
    /** Status 422, as the npm package resumable-stream proposes. */
    UNPROCESSABLE
}
