-- Turns that rest on documents: sessions and runs keep where their passages come from, texts that are logged keep their
-- citations. Locks are taken in the same order as before; of documents a turn only reads. A wait for a
-- lock ends well before the client gives up, so that nothing is stored of a call that was told to have failed.

-- The only documents whose passages are looked for. Of a session null means all of them; of a run null means what its
-- session says, and an empty list all of them.
ALTER TABLE chat_sessions ADD COLUMN documents uuid[];
ALTER TABLE runs ADD COLUMN documents uuid[];

-- A list of citations whose markers end in the piece.
ALTER TABLE run_text ADD COLUMN citations jsonb;

DROP FUNCTION confab_open_turn, confab_window, confab_read_turn, confab_activate, confab_claim, confab_close_turn,
    confab_read_runs, confab_follow, confab_cancel, confab_append, confab_log_anew;

-- Ends a run whose executor does not: as cancelled, or, when that is not asked for, as incomplete or failed. What is
-- logged of its text becomes its answer, with the citations logged with it. Only an orphan is ended, unless p_whoever.
-- Returns the new status, or null when nothing was done. The caller holds the session's row.
CREATE OR REPLACE FUNCTION confab_end_run(p_session uuid, p_run uuid, p_cancelled boolean, p_whoever boolean)
RETURNS run_status_enum
LANGUAGE plpgsql
AS $$
DECLARE
    v_run    record;
    v_text   text;
    v_cited  jsonb;
    v_status run_status_enum;
    v_seq    bigint;
    v_now    timestamptz;
BEGIN
    SELECT r.status, r.ask_seq, r.logged, r.cancel_asked, r.created_at INTO v_run
    FROM runs r
    WHERE r.id = p_run AND r.session_id = p_session AND r.status IN ('queued', 'running')
        AND (p_whoever OR (r.status = 'running' AND r.lease_until <= clock_timestamp())
            OR (r.status = 'queued' AND p_cancelled))
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    v_now := greatest(clock_timestamp(), v_run.created_at);
    IF v_run.logged THEN
        DELETE FROM run_logs l WHERE l.run_id = p_run;
        WITH gone AS (DELETE FROM run_text t WHERE t.run_id = p_run RETURNING t.position, t.text, t.citations)
        SELECT string_agg(g.text, '' ORDER BY g.position),
            (SELECT jsonb_agg(c.citation ORDER BY g.position, c.nth)
            FROM gone g CROSS JOIN LATERAL jsonb_array_elements(g.citations) WITH ORDINALITY c (citation, nth))
        INTO v_text, v_cited
        FROM gone g;
        -- What readers take for white space: an answer of nothing else is none.
        IF btrim(v_text, E' \t\n\u000B\f\r\u001C\u001D\u001E\u001F\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008'
                || E'\u2009\u200A\u2028\u2029\u205F\u3000') = '' THEN
            v_text := NULL;
        END IF;
    END IF;
    v_status := CASE WHEN p_cancelled OR v_run.cancel_asked THEN 'cancelled'::run_status_enum
        WHEN v_text IS NULL THEN 'failed' ELSE 'incomplete' END;
    IF v_text IS NOT NULL THEN
        UPDATE chat_sessions s
        SET last_seq = s.last_seq + 1, updated_at = greatest(v_now, s.updated_at)
        WHERE s.id = p_session
        RETURNING s.last_seq, s.updated_at INTO v_seq, v_now;
        INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, citations, run_id,
            created_at)
        VALUES (gen_random_uuid(), p_session, v_seq, v_run.ask_seq, 'assistant', v_text, 'partial', v_cited, p_run,
            v_now);
    END IF;
    UPDATE runs r
    SET status = v_status, answer_seq = v_seq, ended_at = v_now,
        error_code = CASE WHEN v_status = 'cancelled' THEN NULL ELSE 'orphaned' END,
        error_detail = CASE WHEN v_status = 'cancelled' THEN NULL ELSE 'the process that executed the run was lost' END
    WHERE r.id = p_run;
    RETURN v_status;
END
$$;

-- Makes a session that has what stands before a message of the user in another one, and returns the position that is
-- free in it. Null when there is no such message.
CREATE OR REPLACE FUNCTION confab_branch(p_owner text, p_session uuid, p_replaced uuid, p_fresh uuid) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    v_seq bigint;
BEGIN
    SELECT m.seq INTO v_seq
    FROM messages m JOIN chat_sessions s ON s.id = m.session_id
    WHERE m.id = p_replaced AND m.session_id = p_session AND m.role = 'user' AND s.owner = p_owner;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO chat_sessions (id, owner, title, mode, documents, assistant_id, metadata, branch_of, branch_seq,
        last_seq, created_at, updated_at)
    SELECT p_fresh, s.owner, s.title, s.mode, s.documents, s.assistant_id, s.metadata, p_session, v_seq - 1, v_seq,
        t.now, t.now
    FROM chat_sessions s, LATERAL (SELECT greatest(clock_timestamp(), s.updated_at) AS now) t
    WHERE s.id = p_session;
    INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, citations, run_id, created_at)
    SELECT gen_random_uuid(), p_fresh, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id,
        m.created_at
    FROM messages m
    WHERE m.session_id = p_session AND m.seq < v_seq;
    RETURN v_seq;
END
$$;

-- What is asked: p_content is said, in place of the message p_replaced if there is one; without p_content the last
-- message of the user is asked again. p_documents is as in a run.
--
-- Returns the turn in the first row, then the messages of the window, oldest first. o_outcome is opened, queued, joined,
-- key_taken, no_document, busy or nothing_to_ask; o_other is the run that a turn joins or is refused for. Of the question
-- only position and time are told, unless it is asked again. o_reach is the latest position of what the owner may see.
CREATE FUNCTION confab_open_turn(
    p_owner text, p_session uuid, p_fresh uuid, p_mode session_mode_enum, p_metadata jsonb, p_message uuid,
    p_content text, p_selected_text text, p_run uuid, p_on_busy text, p_window integer, p_lease_seconds double precision,
    p_replica uuid, p_followed boolean, p_replaced uuid, p_key text, p_digest bytea,
    p_documents uuid[])
RETURNS TABLE (
    o_outcome text, o_session uuid, o_other uuid, o_interrupted uuid[], o_mode session_mode_enum, o_metadata jsonb,
    o_branch_of uuid, o_branch_seq bigint, o_last_seq bigint, o_session_created timestamptz, o_updated timestamptz,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text, o_status message_status_enum,
    o_citations jsonb, o_run uuid, o_created timestamptz, o_session_documents uuid[], o_documents uuid[],
    o_reach bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_same   boolean;
    v_queue  boolean;
    v_waits  boolean := false;
    v_latest timestamptz;
    v_opened timestamptz;
BEGIN
    IF p_key IS NOT NULL THEN
        -- What is there is looked for when the lock is held.
        PERFORM pg_advisory_xact_lock(hashtextextended(p_owner || E'\n' || p_key, 0));
        SELECT r.session_id, r.id, r.body_hash = p_digest INTO o_session, o_other, v_same
        FROM runs r
        WHERE r.owner = p_owner AND r.idempotency_key = p_key;
        IF FOUND THEN
            o_outcome := CASE WHEN v_same THEN 'joined' ELSE 'key_taken' END;
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;

    -- Two conditions, since one that has a query in it is a query: a turn that names none pays nothing.
    IF cardinality(p_documents) > 0 THEN
        IF EXISTS (
            SELECT FROM unnest(p_documents) n (document)
            WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = n.document AND d.owner IN (p_owner, '*'))) THEN
            o_outcome := 'no_document';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;

    IF p_session IS NOT NULL AND p_on_busy = 'interrupt' AND p_content IS NOT NULL AND p_replaced IS NULL THEN
        -- The clock is read when the lock is held, so that times are in the order of positions.
        UPDATE chat_sessions s
        SET last_seq = s.last_seq + 1, updated_at = greatest(clock_timestamp(), s.updated_at)
        WHERE s.id = p_session AND s.owner = p_owner
        RETURNING s.id, s.mode, s.metadata, s.branch_of, s.branch_seq, s.created_at, s.last_seq, s.updated_at, s.queue,
            s.documents, coalesce((
                SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END
                FROM document_owners d
                WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0), 0)
        INTO o_session, o_mode, o_metadata, o_branch_of, o_branch_seq, o_session_created, o_seq, o_created, v_queue,
            o_session_documents, o_reach;
        IF o_session IS NOT NULL THEN
            IF NOT v_queue THEN
                -- Nearly always no run is active: that is assumed first, and the index knows better.
                WITH r AS (
                    INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_owner, lease_until, mode,
                        documents, selected_text, followed, logged, idempotency_key, body_hash, created_at)
                    VALUES (p_run, o_session, p_owner, 'running', 1, o_seq, p_replica,
                        o_created + make_interval(secs => p_lease_seconds), p_mode, p_documents, p_selected_text,
                        p_followed, p_followed, p_key, p_digest, o_created)
                    ON CONFLICT (session_id) WHERE status = 'running' DO NOTHING
                    RETURNING id
                )
                INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at)
                SELECT p_message, o_session, o_seq, o_seq, 'user', p_content, 'complete', r.id, o_created FROM r;
            END IF;
            IF v_queue OR NOT FOUND THEN
                -- What is ended to make room comes first in the log. Nobody has seen the position.
                UPDATE chat_sessions s SET last_seq = s.last_seq - 1 WHERE s.id = o_session;
            ELSE
                o_outcome := 'opened';
                o_last_seq := o_seq;
                o_updated := o_created;
            END IF;
        END IF;
    ELSIF p_session IS NOT NULL AND p_replaced IS NULL THEN
        SELECT s.id INTO o_session
        FROM chat_sessions s
        WHERE s.id = p_session AND s.owner = p_owner
        FOR NO KEY UPDATE;
    END IF;

    IF o_session IS NULL THEN
        IF p_replaced IS NOT NULL THEN
            o_seq := confab_branch(p_owner, p_session, p_replaced, p_fresh);
            SELECT s.mode, s.metadata, s.branch_of, s.branch_seq, s.created_at, s.documents
            INTO o_mode, o_metadata, o_branch_of, o_branch_seq, o_created, o_session_documents
            FROM chat_sessions s
            WHERE s.id = p_fresh;
        ELSIF p_content IS NOT NULL THEN
            o_mode := coalesce(p_mode, 'open_chat');
            o_metadata := p_metadata;
            o_session_documents := nullif(p_documents, '{}');
            o_seq := 1;
            o_created := clock_timestamp();
            INSERT INTO chat_sessions (id, owner, mode, documents, metadata, last_seq, created_at, updated_at)
            VALUES (p_fresh, p_owner, o_mode, o_session_documents, p_metadata, 1, o_created, o_created);
        END IF;
        IF o_seq IS NULL THEN
            o_outcome := 'nothing_to_ask';
            RETURN NEXT;
            RETURN;
        END IF;
        WITH r AS (
            INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_owner, lease_until, mode,
                documents, selected_text, followed, logged, idempotency_key, body_hash, created_at)
            VALUES (p_run, p_fresh, p_owner, 'running', 1, o_seq, p_replica,
                o_created + make_interval(secs => p_lease_seconds), p_mode, p_documents, p_selected_text, p_followed,
                p_followed, p_key, p_digest, o_created)
        )
        INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at)
        VALUES (p_message, p_fresh, o_seq, o_seq, 'user', p_content, 'complete', p_run, o_created);
        o_outcome := 'opened';
        o_session := p_fresh;
        o_last_seq := o_seq;
        o_session_created := o_created;
        o_updated := o_created;
    END IF;

    IF o_outcome IS NULL THEN
        IF p_content IS NULL THEN
            SELECT m.id, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at
            INTO o_id, o_seq, o_turn, o_role, o_content, o_status, o_citations, o_run, o_created
            FROM messages m
            WHERE m.session_id = o_session AND m.role = 'user'
            ORDER BY m.seq DESC
            LIMIT 1;
            IF NOT FOUND THEN
                o_outcome := 'nothing_to_ask';
                RETURN NEXT;
                RETURN;
            END IF;
        END IF;
        SELECT m.o_busy, m.o_waits, m.o_latest, m.o_interrupted INTO o_other, v_waits, v_latest, o_interrupted
        FROM confab_make_room(o_session, p_on_busy) m;
        IF o_other IS NOT NULL THEN
            o_outcome := 'busy';
            RETURN NEXT;
            RETURN;
        END IF;
        -- Those that wait are served in the order of their times.
        v_opened := greatest(clock_timestamp(), v_latest + interval '1 microsecond');
        UPDATE chat_sessions s
        SET queue = v_waits,
            last_seq = s.last_seq + CASE WHEN p_content IS NULL THEN 0 ELSE 1 END,
            updated_at = CASE WHEN p_content IS NULL THEN s.updated_at ELSE greatest(v_opened, s.updated_at) END
        WHERE s.id = o_session
        RETURNING s.mode, s.metadata, s.branch_of, s.branch_seq, s.created_at, s.last_seq, s.updated_at,
            greatest(v_opened, s.updated_at), s.documents
        INTO o_mode, o_metadata, o_branch_of, o_branch_seq, o_session_created, o_last_seq, o_updated, v_opened,
            o_session_documents;
        IF p_content IS NOT NULL THEN
            o_seq := o_last_seq;
            o_created := v_opened;
            INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at)
            VALUES (p_message, o_session, o_seq, o_seq, 'user', p_content, 'complete', p_run, o_created);
        END IF;
        INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_owner, lease_until, mode,
            documents, selected_text, followed, logged, idempotency_key, body_hash, created_at)
        VALUES (p_run, o_session, p_owner, CASE WHEN v_waits THEN 'queued'::run_status_enum ELSE 'running' END, 1, o_seq,
            CASE WHEN v_waits THEN NULL ELSE p_replica END,
            CASE WHEN v_waits THEN v_opened ELSE v_opened + make_interval(secs => p_lease_seconds) END, p_mode,
            p_documents, p_selected_text, p_followed, p_followed AND NOT v_waits, p_key, p_digest, v_opened);
        o_outcome := CASE WHEN v_waits THEN 'queued' ELSE 'opened' END;
    END IF;

    IF p_followed AND NOT v_waits THEN
        INSERT INTO run_logs (run_id, attempt) VALUES (p_run, 1);
    END IF;
    o_documents := p_documents;
    IF o_reach IS NULL AND NOT v_waits THEN
        SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END INTO o_reach
        FROM document_owners d
        WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0;
    END IF;
    RETURN NEXT;
    IF p_window > 0 AND o_seq > 1 AND NOT v_waits THEN
        IF o_id IS NULL THEN
            RETURN QUERY
                SELECT NULL::text, NULL::uuid, NULL::uuid, NULL::uuid[], NULL::session_mode_enum, NULL::jsonb,
                    NULL::uuid, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::timestamptz,
                    m.id, m.seq::bigint, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
                    NULL::uuid[], NULL::uuid[], NULL::bigint
                FROM messages m
                WHERE m.session_id = o_session AND m.seq >= o_seq - p_window AND m.seq < o_seq
                ORDER BY m.seq;
        ELSE
            RETURN QUERY SELECT * FROM confab_window(o_session, o_seq, p_window);
        END IF;
    END IF;
END
$$;

-- Returns the latest messages of the turns before a question, oldest first, as confab_open_turn does.
CREATE FUNCTION confab_window(p_session uuid, p_ask_seq bigint, p_window integer)
RETURNS TABLE (
    o_outcome text, o_session uuid, o_other uuid, o_interrupted uuid[], o_mode session_mode_enum, o_metadata jsonb,
    o_branch_of uuid, o_branch_seq bigint, o_last_seq bigint, o_session_created timestamptz, o_updated timestamptz,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text, o_status message_status_enum,
    o_citations jsonb, o_run uuid, o_created timestamptz, o_session_documents uuid[], o_documents uuid[],
    o_reach bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN QUERY
        SELECT NULL::text, NULL::uuid, NULL::uuid, NULL::uuid[], NULL::session_mode_enum, NULL::jsonb,
            NULL::uuid, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::timestamptz,
            w.id, w.seq::bigint, w.turn_seq, w.role, w.content, w.status, w.citations, w.run_id, w.created_at,
            NULL::uuid[], NULL::uuid[], NULL::bigint
        FROM (
            SELECT *
            FROM messages m
            WHERE m.session_id = p_session AND m.turn_seq < p_ask_seq
            ORDER BY m.seq DESC
            LIMIT p_window
        ) w
        ORDER BY w.seq;
END
$$;

-- Returns the turn of a run that this attempt executes, as confab_open_turn does; no row when it does not.
CREATE FUNCTION confab_read_turn(p_owner text, p_run uuid, p_attempt integer, p_window integer)
RETURNS TABLE (
    o_outcome text, o_session uuid, o_other uuid, o_interrupted uuid[], o_mode session_mode_enum, o_metadata jsonb,
    o_branch_of uuid, o_branch_seq bigint, o_last_seq bigint, o_session_created timestamptz, o_updated timestamptz,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text, o_status message_status_enum,
    o_citations jsonb, o_run uuid, o_created timestamptz, o_session_documents uuid[], o_documents uuid[],
    o_reach bigint)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
BEGIN
    SELECT 'opened', s.id, s.mode, s.metadata, s.branch_of, s.branch_seq, s.last_seq, s.created_at, s.updated_at,
        m.id, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
        s.documents, r.documents,
        (SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END
        FROM document_owners d
        WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0)
    INTO o_outcome, o_session, o_mode, o_metadata, o_branch_of, o_branch_seq, o_last_seq, o_session_created, o_updated,
        o_id, o_seq, o_turn, o_role, o_content, o_status, o_citations, o_run, o_created,
        o_session_documents, o_documents, o_reach
    FROM runs r
    JOIN chat_sessions s ON s.id = r.session_id
    JOIN messages m ON m.session_id = r.session_id AND m.seq = r.ask_seq
    WHERE r.id = p_run AND r.owner = p_owner AND r.ended_at IS NULL AND r.status <> 'queued'
        AND r.attempt = p_attempt;
    IF FOUND THEN
        RETURN NEXT;
        RETURN QUERY SELECT * FROM confab_window(o_session, o_seq, p_window);
    END IF;
END
$$;

-- Gives the session's oldest queued run to a replica, as confab_claim does. The caller holds the session's row, and has
-- seen that no run is running.
CREATE FUNCTION confab_activate(p_session uuid, p_replica uuid, p_lease_seconds double precision)
RETURNS TABLE (
    o_owner varchar, o_session uuid, o_run uuid, o_attempt integer, o_selected_text text, o_documents_alone boolean,
    o_followed boolean, o_documents uuid[])
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE runs r
    SET status = 'running', lease_owner = p_replica, logged = r.followed,
        lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    FROM chat_sessions s
    WHERE s.id = p_session AND r.id = (
        SELECT q.id FROM runs q
        WHERE q.session_id = p_session AND q.status = 'queued'
        ORDER BY q.created_at, q.id
        LIMIT 1)
    RETURNING r.owner, r.session_id, r.id, r.attempt, r.selected_text, coalesce(r.mode, s.mode) = 'grounded_rag',
        r.followed, coalesce(r.documents, s.documents)
    INTO o_owner, o_session, o_run, o_attempt, o_selected_text, o_documents_alone, o_followed, o_documents;
    IF NOT FOUND THEN
        UPDATE chat_sessions s SET queue = false WHERE s.id = p_session;
        RETURN;
    END IF;
    IF o_followed THEN
        INSERT INTO run_logs (run_id, attempt) VALUES (o_run, o_attempt);
    END IF;
    RETURN NEXT;
END
$$;

-- Returns one row: o_closed with the end as it is stored, or the run's status when it is not this attempt's to close.
-- No row when there is no such run. When the end had been stored before, o_stored_* is its answer. o_next* is the queued
-- run that is now to be executed.
CREATE FUNCTION confab_close_turn(
    p_owner text, p_session uuid, p_run uuid, p_attempt integer, p_status run_status_enum, p_answer uuid,
    p_content text, p_message_status message_status_enum, p_citations jsonb, p_error_code text, p_error_detail text,
    p_finish_reason text, p_prompt_tokens integer, p_completion_tokens integer, p_receipt jsonb, p_replica uuid,
    p_lease_seconds double precision)
RETURNS TABLE (
    o_closed boolean, o_status run_status_enum, o_ended timestamptz, o_answer_seq bigint, o_turn bigint,
    o_stored_content text, o_stored_status message_status_enum, o_stored_citations jsonb, o_next uuid,
    o_next_attempt integer, o_next_selected_text text, o_next_documents_alone boolean, o_next_followed boolean,
    o_next_documents uuid[])
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_logged boolean;
    v_queue  boolean;
BEGIN
    IF p_content IS NOT NULL THEN
        WITH s AS (
            UPDATE chat_sessions s
            SET last_seq = s.last_seq + 1, updated_at = greatest(clock_timestamp(), s.updated_at)
            WHERE s.id = p_session AND s.owner = p_owner
            RETURNING s.id, s.last_seq, s.updated_at, s.queue
        ), r AS (
            UPDATE runs r
            SET status = p_status, answer_seq = s.last_seq, error_code = p_error_code, error_detail = p_error_detail,
                finish_reason = p_finish_reason, prompt_tokens = p_prompt_tokens,
                completion_tokens = p_completion_tokens, receipt = p_receipt, ended_at = s.updated_at
            FROM s
            WHERE r.id = p_run AND r.session_id = s.id AND r.ended_at IS NULL AND r.status <> 'queued'
                AND r.attempt = p_attempt
            RETURNING r.answer_seq, r.ended_at, r.ask_seq, r.logged, s.queue
        ), m AS (
            INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, citations, run_id, created_at)
            SELECT p_answer, p_session, r.answer_seq, r.ask_seq, 'assistant', p_content, p_message_status, p_citations,
                p_run, r.ended_at
            FROM r
        )
        SELECT true, p_status, r.ended_at, r.answer_seq, r.ask_seq, r.logged, r.queue
        INTO o_closed, o_status, o_ended, o_answer_seq, o_turn, v_logged, v_queue
        FROM r;
    ELSE
        SELECT s.queue INTO v_queue
        FROM chat_sessions s
        WHERE s.id = p_session AND s.owner = p_owner
        FOR NO KEY UPDATE;
        UPDATE runs r
        SET status = p_status, error_code = p_error_code, error_detail = p_error_detail,
            finish_reason = p_finish_reason, prompt_tokens = p_prompt_tokens,
            completion_tokens = p_completion_tokens, receipt = p_receipt,
            ended_at = greatest(clock_timestamp(), r.created_at)
        WHERE r.id = p_run AND r.session_id = p_session AND r.owner = p_owner AND r.ended_at IS NULL
            AND r.status <> 'queued' AND r.attempt = p_attempt
        RETURNING true, r.status, r.ended_at, r.logged INTO o_closed, o_status, o_ended, v_logged;
    END IF;
    IF o_closed THEN
        IF v_logged THEN
            DELETE FROM run_logs l WHERE l.run_id = p_run;
            DELETE FROM run_text t WHERE t.run_id = p_run;
        END IF;
        IF v_queue THEN
            SELECT a.o_run, a.o_attempt, a.o_selected_text, a.o_documents_alone, a.o_followed, a.o_documents
            INTO o_next, o_next_attempt, o_next_selected_text, o_next_documents_alone, o_next_followed, o_next_documents
            FROM confab_activate(p_session, p_replica, p_lease_seconds) a;
        END IF;
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
            AND coalesce(m.id = p_answer, true),
        r.status, r.ended_at, r.answer_seq, r.ask_seq, m.content, m.status, m.citations
    INTO o_closed, o_status, o_ended, o_answer_seq, o_turn, o_stored_content, o_stored_status, o_stored_citations
    FROM runs r
    LEFT JOIN messages m ON m.session_id = r.session_id AND m.seq = r.answer_seq
    WHERE r.id = p_run AND r.session_id = p_session AND r.owner = p_owner;
    IF FOUND THEN
        RETURN NEXT;
    END IF;
END
$$;

-- Tells where runs stand; what the owner has not is left out. o_text is what is logged from the piece on in which the asked
-- position is, null when nothing is logged after it; o_whole tells whether no piece is missing in between. The first
-- o_skip units of it, or of the answer, are not asked for; o_after is that position. o_cited are the lists of citations that were logged with it.
CREATE FUNCTION confab_read_runs(p_owners text[], p_runs uuid[], p_after integer[])
RETURNS TABLE (
    o_run uuid, o_session uuid, o_status run_status_enum, o_attempt integer, o_ask_seq bigint, o_answer_seq bigint,
    o_error_code varchar, o_error_detail varchar, o_prompt_tokens integer, o_completion_tokens integer, o_receipt jsonb,
    o_created timestamptz, o_ended timestamptz, o_orphaned boolean, o_text text, o_skip integer, o_whole boolean,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text,
    o_message_status message_status_enum, o_citations jsonb, o_message_run uuid, o_message_created timestamptz,
    o_cited jsonb, o_after integer)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY
        SELECT r.id, r.session_id, r.status, r.attempt, r.ask_seq::bigint, r.answer_seq::bigint, r.error_code,
            r.error_detail, r.prompt_tokens::integer, r.completion_tokens::integer, r.receipt, r.created_at, r.ended_at,
            CASE r.status
                WHEN 'running' THEN r.lease_until <= clock_timestamp()
                WHEN 'queued' THEN NOT EXISTS (
                        SELECT FROM runs b WHERE b.session_id = r.session_id AND b.status = 'running')
                    AND NOT EXISTS (
                        SELECT FROM runs b
                        WHERE b.session_id = r.session_id AND b.status = 'queued'
                            AND (b.created_at, b.id) < (r.created_at, r.id))
                ELSE false
            END,
            t.text, w.after - coalesce(t.first, 0), t.whole,
            m.id, m.seq::bigint, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
            t.cited, w.after
        FROM unnest(p_owners, p_runs, p_after) w (owner, run, after)
        CROSS JOIN LATERAL (SELECT * FROM runs x WHERE x.id = w.run AND x.owner = w.owner OFFSET 0) r
        LEFT JOIN LATERAL (
            SELECT string_agg(x.text, '' ORDER BY x.position) AS text, min(x.position) AS first,
                max(x.ends) - min(x.position) = sum(x.ends - x.position) AS whole,
                jsonb_agg(x.citations ORDER BY x.position) FILTER (WHERE x.citations IS NOT NULL) AS cited
            FROM run_text x
            WHERE r.logged AND r.status = 'running' AND x.run_id = r.id AND x.ends > w.after
                AND x.position >= (
                    SELECT max(b.position) FROM run_text b WHERE b.run_id = r.id AND b.position <= w.after)
        ) t ON true
        LEFT JOIN LATERAL (
            SELECT * FROM messages x WHERE x.session_id = r.session_id AND x.seq = r.answer_seq OFFSET 0
        ) m ON true;
END
$$;

-- Returns as confab_read_runs does, without text.
CREATE FUNCTION confab_follow(p_owner text, p_run uuid)
RETURNS TABLE (
    o_run uuid, o_session uuid, o_status run_status_enum, o_attempt integer, o_ask_seq bigint, o_answer_seq bigint,
    o_error_code varchar, o_error_detail varchar, o_prompt_tokens integer, o_completion_tokens integer, o_receipt jsonb,
    o_created timestamptz, o_ended timestamptz, o_orphaned boolean, o_text text, o_skip integer, o_whole boolean,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text,
    o_message_status message_status_enum, o_citations jsonb, o_message_run uuid, o_message_created timestamptz,
    o_cited jsonb, o_after integer)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_run record;
BEGIN
    -- Only the first follower makes the log: a log that is gone was lost.
    UPDATE runs r
    SET followed = true, logged = r.logged OR r.status = 'running'
    WHERE r.id = p_run AND r.owner = p_owner AND NOT r.followed AND r.status IN ('queued', 'running')
    RETURNING r.status, r.attempt, r.cancel_asked INTO v_run;
    IF FOUND AND v_run.status = 'running' THEN
        INSERT INTO run_logs (run_id, attempt, cancel_asked) VALUES (p_run, v_run.attempt, v_run.cancel_asked)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN QUERY SELECT * FROM confab_read_runs(ARRAY[p_owner], ARRAY[p_run], ARRAY[2147483647]);
END
$$;

-- Returns as confab_read_runs does, with all text.
CREATE FUNCTION confab_cancel(p_owner text, p_run uuid)
RETURNS TABLE (
    o_run uuid, o_session uuid, o_status run_status_enum, o_attempt integer, o_ask_seq bigint, o_answer_seq bigint,
    o_error_code varchar, o_error_detail varchar, o_prompt_tokens integer, o_completion_tokens integer, o_receipt jsonb,
    o_created timestamptz, o_ended timestamptz, o_orphaned boolean, o_text text, o_skip integer, o_whole boolean,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text,
    o_message_status message_status_enum, o_citations jsonb, o_message_run uuid, o_message_created timestamptz,
    o_cited jsonb, o_after integer)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_session uuid;
    v_status  run_status_enum;
    v_live    boolean;
BEGIN
    SELECT r.session_id, r.status, r.lease_until > clock_timestamp() INTO v_session, v_status, v_live
    FROM runs r
    WHERE r.id = p_run AND r.owner = p_owner;
    IF v_status = 'queued' OR (v_status = 'running' AND NOT v_live) THEN
        PERFORM FROM chat_sessions s WHERE s.id = v_session FOR NO KEY UPDATE;
        IF confab_end_run(v_session, p_run, true, false) IS NULL THEN
            -- It was given to somebody meanwhile, or has ended.
            v_status := 'running';
        END IF;
    END IF;
    IF v_status = 'running' THEN
        UPDATE runs r
        SET cancel_asked = true
        WHERE r.id = p_run AND r.ended_at IS NULL AND r.status <> 'queued' AND NOT r.cancel_asked;
        IF FOUND THEN
            UPDATE run_logs l SET cancel_asked = true WHERE l.run_id = p_run;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM confab_read_runs(ARRAY[p_owner], ARRAY[p_run], ARRAY[0]);
END
$$;

-- Stores pieces; without p_citations none of them has any. Returns, of each that was not stored, o_kind lost or gap, and
-- cancel for each run whose end was asked for.
--
-- Runs are taken in the order of their identities, whatever the plan: that is the order of the arrays and of the index.
-- A log that has to be made anew locks its run; with such a lock nothing else is waited for: a log that is locked belongs
-- to a run that is being ended, or whose piece is being stored by the same words, said before.
--
-- A planner that has seen no logs would go through all of them and through all pieces for each: nested loops are left to
-- where there is no other way. Such a plan looks so dear that it would be compiled each time.
CREATE FUNCTION confab_append(
    p_runs uuid[], p_attempts integer[], p_positions integer[], p_ends integer[], p_texts text[],
    p_citations jsonb[])
RETURNS TABLE (o_run uuid, o_kind text)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_nestloop = off
SET jit = off
SET plan_cache_mode = force_generic_plan
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_done   uuid[];
    v_stored uuid[];
    v_piece  record;
    v_asked  boolean;
    v_count  integer;
BEGIN
    IF 0 = ANY (p_positions) THEN
        FOR v_piece IN
            SELECT u.run, u.attempt, u.ends, u.text, u.citations
            FROM unnest(p_runs, p_attempts, p_positions, p_ends, p_texts, p_citations)
                u (run, attempt, position, ends, text, citations)
            WHERE u.position = 0 AND NOT EXISTS (
                SELECT FROM run_logs l
                WHERE l.run_id = u.run AND l.attempt = u.attempt AND l.ends = 0)
            ORDER BY u.run
        LOOP
            v_done := v_done || v_piece.run;
            IF NOT confab_log_anew(
                v_piece.run, v_piece.attempt, v_piece.ends, v_piece.text, v_piece.citations) THEN
                o_run := v_piece.run;
                o_kind := 'lost';
                RETURN NEXT;
            END IF;
        END LOOP;
    END IF;

    IF v_done IS NULL THEN
        UPDATE run_logs l
        SET ends = u.ends
        FROM unnest(p_runs, p_attempts, p_positions, p_ends) u (run, attempt, position, ends)
        WHERE l.run_id = ANY (p_runs) AND l.run_id = u.run AND l.attempt = u.attempt AND l.ends = u.position;
        GET DIAGNOSTICS v_count = ROW_COUNT;
        IF v_count = cardinality(p_runs) THEN
            INSERT INTO run_text (run_id, position, ends, text, citations)
            SELECT u.run, u.position, u.ends, u.text, u.citations
            FROM unnest(p_runs, p_positions, p_ends, p_texts, p_citations) u (run, position, ends, text, citations);
            v_stored := p_runs;
        END IF;
    ELSE
        UPDATE run_logs l
        SET ends = x.ends
        FROM (
            SELECT h.run_id, u.ends
            FROM unnest(p_runs, p_attempts, p_positions, p_ends) u (run, attempt, position, ends)
            CROSS JOIN LATERAL (
                SELECT h.run_id FROM run_logs h
                WHERE h.run_id = u.run AND h.attempt = u.attempt AND h.ends = u.position
                    AND h.run_id <> ALL (v_done)
                FOR NO KEY UPDATE SKIP LOCKED
            ) h
        ) x
        WHERE l.run_id = ANY (p_runs) AND l.run_id = x.run_id;
    END IF;
    IF v_stored IS NULL THEN
        WITH s AS (
            INSERT INTO run_text (run_id, position, ends, text, citations)
            SELECT u.run, u.position, u.ends, u.text, u.citations
            FROM unnest(p_runs, p_positions, p_ends, p_texts, p_citations) u (run, position, ends, text, citations)
            CROSS JOIN LATERAL (
                SELECT FROM run_logs h
                WHERE h.run_id = u.run AND h.ends = u.ends AND h.xmin = pg_current_xact_id()::xid
                OFFSET 0
            ) h
            WHERE u.run <> ALL (coalesce(v_done, '{}'))
            RETURNING run_id
        )
        SELECT array_agg(s.run_id) INTO v_stored FROM s;
        FOR v_piece IN
            SELECT u.run, u.attempt
            FROM unnest(p_runs, p_attempts) u (run, attempt)
            WHERE u.run <> ALL (coalesce(v_done || v_stored, v_done, v_stored, '{}'))
        LOOP
            SELECT r.cancel_asked INTO v_asked
            FROM runs r
            WHERE r.id = v_piece.run AND r.ended_at IS NULL AND r.status <> 'queued' AND r.attempt = v_piece.attempt;
            o_run := v_piece.run;
            o_kind := CASE WHEN FOUND THEN 'gap' ELSE 'lost' END;
            RETURN NEXT;
            IF v_asked THEN
                o_kind := 'cancel';
                RETURN NEXT;
            END IF;
        END LOOP;
    END IF;
    RETURN QUERY
        SELECT l.run_id, 'cancel'::text
        FROM run_logs l
        WHERE l.cancel_asked AND l.run_id = ANY (p_runs);
END
$$;

-- Makes the log of a run anew, unless it has as much already: an executor only ever says more of one text, and what is
-- not more came late. Returns whether the run is this attempt's to log.
CREATE FUNCTION confab_log_anew(p_run uuid, p_attempt integer, p_ends integer, p_text text, p_citations jsonb)
RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    v_asked boolean;
    v_ends  integer;
BEGIN
    SELECT r.cancel_asked INTO v_asked
    FROM runs r
    WHERE r.id = p_run AND r.ended_at IS NULL AND r.status <> 'queued' AND r.attempt = p_attempt
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT l.ends INTO v_ends FROM run_logs l WHERE l.run_id = p_run FOR UPDATE;
    IF NOT FOUND OR p_ends > v_ends THEN
        DELETE FROM run_logs l WHERE l.run_id = p_run;
        DELETE FROM run_text t WHERE t.run_id = p_run;
        INSERT INTO run_logs (run_id, attempt, ends, cancel_asked) VALUES (p_run, p_attempt, p_ends, v_asked);
        INSERT INTO run_text (run_id, position, ends, text, citations)
        VALUES (p_run, 0, p_ends, p_text, p_citations);
        UPDATE runs r SET logged = true WHERE r.id = p_run AND NOT r.logged;
    END IF;
    RETURN true;
END
$$;

-- Takes over orphans and queued runs whose turn has come, session by session: the orphans in the order of their identities,
-- in which others take their logs as well. Ends no more than a thousand in one call: if nothing was given out by then,
-- there is one row of nulls, and more to be looked at.
CREATE FUNCTION confab_claim(p_replica uuid, p_lease_seconds double precision, p_limit integer, p_max_attempts integer)
RETURNS TABLE (
    o_owner varchar, o_session uuid, o_run uuid, o_attempt integer, o_selected_text text, o_documents_alone boolean,
    o_followed boolean, o_documents uuid[])
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_session record;
    v_run     record;
    v_shown   boolean;
    v_ended   integer := 0;
    v_given   integer := 0;
BEGIN
    FOR v_session IN
        SELECT c.session_id
        FROM (
            SELECT r.session_id, r.id FROM runs r
            WHERE r.status = 'running' AND r.lease_until <= clock_timestamp()
            UNION ALL
            SELECT q.session_id, q.id FROM runs q
            WHERE q.status = 'queued'
                AND NOT EXISTS (SELECT FROM runs r WHERE r.session_id = q.session_id AND r.status = 'running')
        ) c
        GROUP BY c.session_id
        ORDER BY min(c.id::text COLLATE "C")
    LOOP
        EXIT WHEN v_given >= p_limit OR v_ended >= 1000;
        PERFORM FROM chat_sessions s WHERE s.id = v_session.session_id FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        PERFORM FROM runs r WHERE r.session_id = v_session.session_id AND r.status = 'running';
        IF FOUND THEN
            -- Not one that is just being extended.
            SELECT r.id, r.attempt, r.followed, r.logged, r.cancel_asked INTO v_run
            FROM runs r
            WHERE r.session_id = v_session.session_id AND r.status = 'running'
                AND r.lease_until <= clock_timestamp()
            FOR NO KEY UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            v_shown := false;
            IF v_run.logged THEN
                SELECT l.ends > 0 INTO v_shown FROM run_logs l WHERE l.run_id = v_run.id FOR UPDATE;
                IF NOT FOUND THEN
                    v_shown := v_run.followed;
                END IF;
            END IF;
            IF NOT v_shown AND NOT v_run.cancel_asked AND v_run.attempt < p_max_attempts THEN
                IF v_run.logged THEN
                    DELETE FROM run_logs l WHERE l.run_id = v_run.id;
                END IF;
                UPDATE runs r
                SET attempt = r.attempt + 1, lease_owner = p_replica, logged = r.followed,
                    lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
                FROM chat_sessions s
                WHERE r.id = v_run.id AND s.id = r.session_id
                RETURNING r.owner, r.session_id, r.id, r.attempt, r.selected_text,
                    coalesce(r.mode, s.mode) = 'grounded_rag', r.followed, coalesce(r.documents, s.documents)
                INTO o_owner, o_session, o_run, o_attempt, o_selected_text, o_documents_alone, o_followed, o_documents;
                IF o_followed THEN
                    INSERT INTO run_logs (run_id, attempt) VALUES (o_run, o_attempt);
                END IF;
                v_given := v_given + 1;
                RETURN NEXT;
                CONTINUE;
            END IF;
            PERFORM confab_end_run(v_session.session_id, v_run.id, false, false);
            v_ended := v_ended + 1;
        END IF;
        RETURN QUERY SELECT * FROM confab_activate(v_session.session_id, p_replica, p_lease_seconds);
        IF FOUND THEN
            v_given := v_given + 1;
        END IF;
    END LOOP;
    IF v_given = 0 AND v_ended >= 1000 THEN
        RETURN QUERY
            SELECT NULL::varchar, NULL::uuid, NULL::uuid, NULL::integer, NULL::text, NULL::boolean, NULL::boolean,
                NULL::uuid[];
    END IF;
END
$$;
