-- The tables of the store jpa of jobcast on H2, version 1. Statements end with a semicolon at the end of a line.
-- Times are microseconds since 1970. Running this again changes nothing.

CREATE TABLE IF NOT EXISTS jobcast_schema (
    version INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS jobcast_node (
    id VARCHAR(1000) NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    ttl BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS jobcast_job (
    id VARCHAR(1000) NOT NULL PRIMARY KEY,
    job_type VARCHAR(1000) NOT NULL,
    owner_name VARCHAR(1000),
    state VARCHAR(16) NOT NULL,
    created BIGINT NOT NULL,
    started BIGINT,
    ended BIGINT,
    expires BIGINT,
    attempt INTEGER NOT NULL,
    progress_current BIGINT,
    progress_total BIGINT,
    progress_message VARCHAR(1000000000),
    progress_rate DOUBLE PRECISION,
    error_type VARCHAR(1000000000),
    error_message VARCHAR(1000000000),
    cancel_reason VARCHAR(1000000000),
    result_json VARCHAR(1000000000),
    input_json VARCHAR(1000000000),
    node VARCHAR(1000),
    fence BIGINT NOT NULL,
    due BIGINT,
    claimable BIGINT,
    last_event BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    search_text VARCHAR(1000000000) NOT NULL
);
-- Lists are newest first, the same instant by id.
CREATE INDEX IF NOT EXISTS jobcast_job_created ON jobcast_job (created DESC, id);
CREATE INDEX IF NOT EXISTS jobcast_job_state ON jobcast_job (state, created DESC, id);
CREATE INDEX IF NOT EXISTS jobcast_job_type ON jobcast_job (job_type, created DESC, id);
CREATE INDEX IF NOT EXISTS jobcast_job_owner ON jobcast_job (owner_name, created DESC, id);
-- The reaper, and the nodes that look for work: most jobs are in none of these (H2 keeps nulls too).
CREATE INDEX IF NOT EXISTS jobcast_job_expires ON jobcast_job (expires, id);
CREATE INDEX IF NOT EXISTS jobcast_job_ended ON jobcast_job (ended, id);
CREATE INDEX IF NOT EXISTS jobcast_job_claimable ON jobcast_job (claimable, created, id);
CREATE INDEX IF NOT EXISTS jobcast_job_node ON jobcast_job (node, created, id);

CREATE TABLE IF NOT EXISTS jobcast_step (
    job_id VARCHAR(1000) NOT NULL REFERENCES jobcast_job (id) ON DELETE CASCADE,
    step_name VARCHAR(1000) NOT NULL,
    content VARBINARY(1000000000) NOT NULL,
    PRIMARY KEY (job_id, step_name)
);

CREATE TABLE IF NOT EXISTS jobcast_signal (
    job_id VARCHAR(1000) NOT NULL REFERENCES jobcast_job (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    signal_name VARCHAR(1000) NOT NULL,
    payload VARCHAR(1000000000) NOT NULL,
    PRIMARY KEY (job_id, seq)
);

CREATE TABLE IF NOT EXISTS jobcast_log (
    channel VARCHAR(1000) NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    ended BOOLEAN NOT NULL
);

-- A row holds a run of events, not one; what is in it is the engine's business.
CREATE TABLE IF NOT EXISTS jobcast_segment (
    channel VARCHAR(1000) NOT NULL,
    epoch BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    ended BOOLEAN NOT NULL,
    content_length INTEGER NOT NULL,
    content VARBINARY(1000000000) NOT NULL,
    PRIMARY KEY (channel, epoch, last_seq)
);
-- Measures a page without reading the rows, which hold the content.
CREATE INDEX IF NOT EXISTS jobcast_segment_length ON jobcast_segment (channel, epoch, last_seq, content_length);

INSERT INTO jobcast_schema (version) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM jobcast_schema);
