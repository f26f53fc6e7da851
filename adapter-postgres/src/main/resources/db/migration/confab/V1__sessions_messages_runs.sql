-- Sessions, their logs and their runs.
--
-- Identities are UUIDs that the writer brings (version 7, so that indexes grow at one end). Positions come from the
-- session's row under its lock, never from clocks or sequences. Times are the database's.
--
-- Every turn writes to all three tables, so what they check on each write was weighed, in CPU for one turn of 200 µs:
-- closed sets and lengths are kept by types, for nothing; positions and amounts by domains, 6 µs for all of them, where
-- a table's CHECK is parsed anew by each statement, 18 µs for a single one. Foreign keys would look up, 10 µs each, the
-- session that the same transaction holds locked: the functions that write lock it first, and a trigger deletes what
-- belongs to a session together with it.

CREATE TYPE message_role_enum AS ENUM ('user', 'assistant');
CREATE TYPE message_status_enum AS ENUM ('complete', 'partial');
CREATE TYPE session_mode_enum AS ENUM ('open_chat', 'grounded_rag');
CREATE TYPE run_status_enum AS ENUM ('queued', 'running', 'completed', 'incomplete', 'failed', 'cancelled');

CREATE DOMAIN log_position AS bigint CHECK (VALUE >= 1);
CREATE DOMAIN amount AS integer CHECK (VALUE >= 0);

CREATE TABLE chat_sessions (
    id           uuid PRIMARY KEY,
    owner        varchar(200) NOT NULL,
    title        varchar(500),
    mode         session_mode_enum NOT NULL,
    assistant_id uuid,
    -- A list of [key, value] pairs: an object would lose their order.
    metadata     jsonb NOT NULL DEFAULT '[]',
    -- These two change with every message: no index covers them, so that rows are updated in place.
    last_seq     bigint NOT NULL DEFAULT 0,
    updated_at   timestamptz NOT NULL,
    created_at   timestamptz NOT NULL
) WITH (fillfactor = 75);

CREATE TABLE messages (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL,
    seq        log_position NOT NULL,
    role       message_role_enum NOT NULL,
    content    text NOT NULL,
    status     message_status_enum NOT NULL,
    citations  jsonb,
    run_id     uuid NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (session_id, seq)
);

CREATE TABLE runs (
    id                uuid PRIMARY KEY,
    session_id        uuid NOT NULL,
    owner             varchar(200) NOT NULL,
    status            run_status_enum NOT NULL,
    attempt           integer NOT NULL,
    ask_seq           log_position NOT NULL,
    answer_seq        log_position,
    lease_owner       uuid,
    lease_until       timestamptz NOT NULL,
    -- The same request said twice is one run, told apart from another request by the hash of its body.
    idempotency_key   varchar(255),
    body_hash         bytea,
    -- What an execution needs beside the session's log; without a mode it is the session's.
    mode              session_mode_enum,
    selected_text     text,
    error_code        varchar(64),
    error_detail      varchar(500),
    finish_reason     varchar(32),
    prompt_tokens     amount,
    completion_tokens amount,
    receipt           jsonb,
    created_at        timestamptz NOT NULL,
    ended_at          timestamptz,
    UNIQUE (session_id, ask_seq)
) WITH (fillfactor = 75);

-- At most one run of a session has not ended.
CREATE UNIQUE INDEX runs_active ON runs (session_id) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX runs_idempotency ON runs (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE FUNCTION confab_forget_sessions() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM runs r USING gone g WHERE r.session_id = g.id;
    DELETE FROM messages m USING gone g WHERE m.session_id = g.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER forget_sessions AFTER DELETE ON chat_sessions
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION confab_forget_sessions();
