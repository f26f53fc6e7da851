-- Opening and closing a turn, each one statement: one round trip and one transaction. Being functions, they keep their
-- plans with the connection's backend, and no prepared statement has to outlive a transaction, which poolers forbid.
--
-- Locks are taken in one order, session before run: no two calls can wait for each other.
--
-- The settings (5 µs a turn): a plan that was made while a table was empty would read whole tables for as long as its
-- connection lives, and a caller in a queue for a lock would be served after it has gone.

-- Returns the turn in the first row, then the messages of the window, oldest first. When the turn is refused there is
-- one row with o_session and o_active alone. Otherwise o_active is the run that was ended to make room, if there was
-- one, and o_interrupted tells whether it was still being executed.
CREATE FUNCTION confab_open_turn(
    p_owner text, p_session uuid, p_fresh uuid, p_mode session_mode_enum, p_metadata jsonb, p_message uuid,
    p_content text, p_selected_text text, p_run uuid, p_reject boolean, p_window integer, p_lease_seconds double precision)
RETURNS TABLE (
    o_session uuid, o_active uuid, o_interrupted boolean, o_mode session_mode_enum, o_metadata jsonb,
    o_session_created timestamptz, o_id uuid, o_seq bigint, o_role message_role_enum, o_content text,
    o_status message_status_enum, o_citations jsonb, o_run uuid, o_created timestamptz)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '2s'
AS $$
BEGIN
    IF p_session IS NOT NULL THEN
        IF p_reject THEN
            PERFORM FROM chat_sessions s WHERE s.id = p_session AND s.owner = p_owner FOR NO KEY UPDATE;
            IF FOUND THEN
                SELECT r.session_id, r.id INTO o_session, o_active
                FROM runs r
                WHERE r.session_id = p_session AND r.ended_at IS NULL AND r.lease_until > clock_timestamp();
                IF FOUND THEN
                    RETURN NEXT;
                    RETURN;
                END IF;
            END IF;
        END IF;
        -- The clock is read when the lock is held, so that times are in the order of positions.
        UPDATE chat_sessions s
        SET last_seq = s.last_seq + 1, updated_at = greatest(clock_timestamp(), s.updated_at)
        WHERE s.id = p_session AND s.owner = p_owner
        RETURNING s.id, s.mode, s.metadata, s.created_at, s.last_seq, s.updated_at
        INTO o_session, o_mode, o_metadata, o_session_created, o_seq, o_created;
    END IF;

    IF o_session IS NULL THEN
        o_session := p_fresh;
        o_mode := coalesce(p_mode, 'open_chat');
        o_metadata := p_metadata;
        o_seq := 1;
        o_created := clock_timestamp();
        o_session_created := o_created;
        WITH s AS (
            INSERT INTO chat_sessions (id, owner, mode, metadata, last_seq, created_at, updated_at)
            VALUES (p_fresh, p_owner, o_mode, p_metadata, 1, o_created, o_created)
        ), r AS (
            INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_until, mode, selected_text,
                created_at)
            VALUES (p_run, p_fresh, p_owner, 'running', 1, 1, o_created + make_interval(secs => p_lease_seconds),
                p_mode, p_selected_text, o_created)
        )
        INSERT INTO messages (id, session_id, seq, role, content, status, run_id, created_at)
        VALUES (p_message, p_fresh, 1, 'user', p_content, 'complete', p_run, o_created);
        RETURN NEXT;
        RETURN;
    END IF;

    -- Nearly always no run is active: that is assumed first, and the index knows better.
    FOR tries IN 1..2 LOOP
        WITH r AS (
            INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_until, mode, selected_text,
                created_at)
            VALUES (p_run, o_session, p_owner, 'running', 1, o_seq, o_created + make_interval(secs => p_lease_seconds),
                p_mode, p_selected_text, o_created)
            ON CONFLICT (session_id) WHERE ended_at IS NULL DO NOTHING
            RETURNING id
        )
        INSERT INTO messages (id, session_id, seq, role, content, status, run_id, created_at)
        SELECT p_message, o_session, o_seq, 'user', p_content, 'complete', r.id, o_created FROM r;
        EXIT WHEN FOUND;
        UPDATE runs r
        SET status = CASE WHEN r.lease_until > o_created THEN 'cancelled'::run_status_enum ELSE 'failed' END,
            error_code = CASE WHEN r.lease_until > o_created THEN NULL ELSE 'orphaned' END,
            error_detail = CASE WHEN r.lease_until > o_created THEN NULL ELSE 'the run''s lease was over' END,
            ended_at = o_created
        WHERE r.session_id = o_session AND r.ended_at IS NULL
        RETURNING r.id, r.status = 'cancelled' INTO STRICT o_active, o_interrupted;
    END LOOP;
    RETURN NEXT;
    IF p_window > 0 AND o_seq > 1 THEN
        RETURN QUERY
            SELECT NULL::uuid, NULL::uuid, NULL::boolean, NULL::session_mode_enum, NULL::jsonb, NULL::timestamptz,
                m.id, m.seq::bigint, m.role, m.content, m.status, m.citations, m.run_id, m.created_at
            FROM messages m
            WHERE m.session_id = o_session AND m.seq >= o_seq - p_window AND m.seq < o_seq
            ORDER BY m.seq;
    END IF;
END
$$;

-- Returns one row: o_closed with the end as it is stored, or the run's status when it is not this attempt's to close.
-- No row when there is no such run. When the end had been stored before, o_stored_* is its answer.
CREATE FUNCTION confab_close_turn(
    p_owner text, p_session uuid, p_run uuid, p_attempt integer, p_status run_status_enum, p_answer uuid,
    p_content text, p_message_status message_status_enum, p_citations jsonb, p_error_code text, p_error_detail text,
    p_finish_reason text, p_prompt_tokens integer, p_completion_tokens integer, p_receipt jsonb)
RETURNS TABLE (
    o_closed boolean, o_status run_status_enum, o_ended timestamptz, o_answer_seq bigint, o_stored_content text,
    o_stored_status message_status_enum, o_stored_citations jsonb)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '2s'
AS $$
BEGIN
    IF p_content IS NOT NULL THEN
        WITH s AS (
            UPDATE chat_sessions s
            SET last_seq = s.last_seq + 1, updated_at = greatest(clock_timestamp(), s.updated_at)
            WHERE s.id = p_session AND s.owner = p_owner
            RETURNING s.id, s.last_seq, s.updated_at
        ), r AS (
            UPDATE runs r
            SET status = p_status, answer_seq = s.last_seq, error_code = p_error_code, error_detail = p_error_detail,
                finish_reason = p_finish_reason, prompt_tokens = p_prompt_tokens,
                completion_tokens = p_completion_tokens, receipt = p_receipt, ended_at = s.updated_at
            FROM s
            WHERE r.id = p_run AND r.session_id = s.id AND r.status = 'running' AND r.attempt = p_attempt
            RETURNING r.answer_seq, r.ended_at
        )
        INSERT INTO messages (id, session_id, seq, role, content, status, citations, run_id, created_at)
        SELECT p_answer, p_session, r.answer_seq, 'assistant', p_content, p_message_status, p_citations, p_run,
            r.ended_at
        FROM r
        RETURNING true, p_status, created_at, seq INTO o_closed, o_status, o_ended, o_answer_seq;
    ELSE
        UPDATE runs r
        SET status = p_status, error_code = p_error_code, error_detail = p_error_detail,
            finish_reason = p_finish_reason, prompt_tokens = p_prompt_tokens,
            completion_tokens = p_completion_tokens, receipt = p_receipt,
            ended_at = greatest(clock_timestamp(), r.created_at)
        WHERE r.id = p_run AND r.session_id = p_session AND r.owner = p_owner AND r.status = 'running'
            AND r.attempt = p_attempt
        RETURNING true, r.status, r.ended_at INTO o_closed, o_status, o_ended;
    END IF;
    IF o_closed THEN
        RETURN NEXT;
        RETURN;
    END IF;

    IF p_content IS NOT NULL THEN
        -- The session was advanced for an answer that is not stored. Nobody has seen that.
        UPDATE chat_sessions s
        SET last_seq = s.last_seq - 1,
            updated_at = (SELECT m.created_at FROM messages m WHERE m.session_id = s.id AND m.seq = s.last_seq - 1)
        WHERE s.id = p_session AND s.owner = p_owner;
    END IF;
    -- An end that says what is stored is the same one, said again.
    SELECT r.attempt = p_attempt AND r.receipt IS NOT NULL AND r.status = p_status
            AND m.id IS NOT DISTINCT FROM CASE WHEN p_content IS NOT NULL THEN p_answer END,
        r.status, r.ended_at, r.answer_seq, m.content, m.status, m.citations
    INTO o_closed, o_status, o_ended, o_answer_seq, o_stored_content, o_stored_status, o_stored_citations
    FROM runs r
    LEFT JOIN messages m ON m.session_id = r.session_id AND m.seq = r.answer_seq
    WHERE r.id = p_run AND r.session_id = p_session AND r.owner = p_owner;
    IF FOUND THEN
        RETURN NEXT;
    END IF;
END
$$;
