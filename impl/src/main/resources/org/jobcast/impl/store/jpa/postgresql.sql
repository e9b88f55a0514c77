-- The tables of the store jpa of jobcast on PostgreSQL, version 1. Statements end with a semicolon at the end of a line.
-- Times are microseconds since 1970. Running this again changes nothing.

CREATE TABLE IF NOT EXISTS jobcast_schema (
    version INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS jobcast_node (
    id VARCHAR(1000) COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    ttl BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS jobcast_job (
    id VARCHAR(1000) COLLATE "C" NOT NULL PRIMARY KEY,
    job_type VARCHAR(1000) COLLATE "C" NOT NULL,
    owner_name VARCHAR(1000) COLLATE "C",
    state VARCHAR(16) NOT NULL,
    created BIGINT NOT NULL,
    started BIGINT,
    ended BIGINT,
    expires BIGINT,
    attempt INTEGER NOT NULL,
    progress_current BIGINT,
    progress_total BIGINT,
    progress_message TEXT,
    progress_rate DOUBLE PRECISION,
    error_type TEXT,
    error_message TEXT,
    cancel_reason TEXT,
    result_json TEXT,
    input_json TEXT,
    node VARCHAR(1000) COLLATE "C",
    fence BIGINT NOT NULL,
    due BIGINT,
    claimable BIGINT,
    last_event BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    search_text TEXT NOT NULL
);
-- Lists are newest first, the same instant by id.
CREATE INDEX IF NOT EXISTS jobcast_job_created ON jobcast_job (created DESC, id);
CREATE INDEX IF NOT EXISTS jobcast_job_state ON jobcast_job (state, created DESC, id);
CREATE INDEX IF NOT EXISTS jobcast_job_type ON jobcast_job (job_type, created DESC, id);
CREATE INDEX IF NOT EXISTS jobcast_job_owner ON jobcast_job (owner_name, created DESC, id);
-- The reaper, and the nodes that look for work: most jobs are in none of these.
CREATE INDEX IF NOT EXISTS jobcast_job_expires ON jobcast_job (expires, id) WHERE expires IS NOT NULL;
CREATE INDEX IF NOT EXISTS jobcast_job_ended ON jobcast_job (ended, id) WHERE ended IS NOT NULL;
CREATE INDEX IF NOT EXISTS jobcast_job_claimable ON jobcast_job (claimable, created, id) WHERE claimable IS NOT NULL;
CREATE INDEX IF NOT EXISTS jobcast_job_node ON jobcast_job (node, created, id) WHERE node IS NOT NULL;

CREATE TABLE IF NOT EXISTS jobcast_step (
    job_id VARCHAR(1000) COLLATE "C" NOT NULL REFERENCES jobcast_job (id) ON DELETE CASCADE,
    step_name VARCHAR(1000) COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (job_id, step_name)
);

CREATE TABLE IF NOT EXISTS jobcast_signal (
    job_id VARCHAR(1000) COLLATE "C" NOT NULL REFERENCES jobcast_job (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    signal_name VARCHAR(1000) COLLATE "C" NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (job_id, seq)
);

CREATE TABLE IF NOT EXISTS jobcast_log (
    channel VARCHAR(1000) COLLATE "C" NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    ended BOOLEAN NOT NULL
) WITH (fillfactor = 50);

-- A row holds a run of events, not one; what is in it is the engine's business.
CREATE TABLE IF NOT EXISTS jobcast_segment (
    channel VARCHAR(1000) COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    ended BOOLEAN NOT NULL,
    content_length INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (channel, epoch, last_seq)
);
-- Stored as it is: trying to compress it costs more time than it saves.
ALTER TABLE jobcast_segment ALTER COLUMN content SET STORAGE EXTERNAL;

INSERT INTO jobcast_schema (version) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM jobcast_schema);
