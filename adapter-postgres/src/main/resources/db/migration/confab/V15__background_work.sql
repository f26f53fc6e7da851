-- Work in the background, and summaries of what has fallen out of a session's window.

-- The table of db-scheduler, a library, in the shape that it asks for. A row is a piece of work that is waiting or being done:
-- its name, and for which session. task_data is the owner's name in UTF-8 behind eight bytes of a position in the session's log.
-- Rows are nobody's: who looks for work has it of all owners.
CREATE TABLE background_tasks (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX background_tasks_execution_time ON background_tasks (execution_time);
CREATE INDEX background_tasks_last_heartbeat ON background_tasks (last_heartbeat);

-- Beside the log, which never changes: what its messages up to "seq" say, in short.
CREATE TABLE session_summaries (
    session_id uuid PRIMARY KEY,
    owner      varchar(200) NOT NULL,
    seq        bigint NOT NULL,
    text       text NOT NULL,
    model      text NOT NULL,
    revision   bigint NOT NULL,
    created_at timestamptz NOT NULL
);

-- Drops the summary of a session if it tells of a message: to be called by whoever takes a message away, or its words, with the
-- session's row locked. Triggers do so by themselves for messages that are deleted or get other words.
CREATE FUNCTION confab_drop_summary(p_owner text, p_session uuid, p_seq bigint) RETURNS void
LANGUAGE sql
AS $$
    DELETE FROM session_summaries m WHERE m.session_id = p_session AND m.owner = p_owner AND m.seq >= p_seq
$$;

-- Who stores a summary holds the session's row. So what was stored before is seen here, and what is stored later sees this.
CREATE FUNCTION confab_unsay_deleted() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM chat_sessions s WHERE s.id IN (SELECT g.session_id FROM gone g) ORDER BY s.id FOR NO KEY UPDATE;
    DELETE FROM session_summaries m
    USING (SELECT g.session_id, min(g.seq) AS seq FROM gone g GROUP BY g.session_id) x
    WHERE m.session_id = x.session_id AND m.seq >= x.seq;
    RETURN NULL;
END
$$;

CREATE TRIGGER unsay_deleted AFTER DELETE ON messages
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION confab_unsay_deleted();

CREATE FUNCTION confab_unsay_changed() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM chat_sessions s WHERE s.id = NEW.session_id FOR NO KEY UPDATE;
    DELETE FROM session_summaries m WHERE m.session_id = NEW.session_id AND m.seq >= NEW.seq;
    RETURN NULL;
END
$$;

CREATE TRIGGER unsay_changed AFTER UPDATE OF content ON messages
FOR EACH ROW WHEN (OLD.content IS DISTINCT FROM NEW.content) EXECUTE FUNCTION confab_unsay_changed();

CREATE FUNCTION confab_forget_summaries() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM session_summaries m USING gone g WHERE m.session_id = g.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER forget_summaries AFTER DELETE ON chat_sessions
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION confab_forget_summaries();

-- Stores a summary in the place of the one with p_revision, 0 for none, that told up to p_told, if the messages that it tells of
-- beyond that stand in the log as they were read: so many, and with words of this digest.
CREATE FUNCTION confab_save_summary(
    p_owner text, p_session uuid, p_told bigint, p_revision bigint, p_seq bigint, p_text text, p_model text,
    p_messages integer, p_digest text)
RETURNS boolean
LANGUAGE plpgsql
SET lock_timeout = '1500ms'
AS $$
BEGIN
    PERFORM FROM chat_sessions s WHERE s.id = p_session AND s.owner = p_owner FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM (
        SELECT count(*) AS messages, md5(string_agg(md5(m.content), '' ORDER BY m.seq)) AS digest
        FROM messages m
        WHERE m.session_id = p_session AND m.seq > p_told AND m.seq <= p_seq) x
    WHERE x.messages = p_messages AND x.digest = p_digest;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF p_revision = 0 THEN
        INSERT INTO session_summaries (session_id, owner, seq, text, model, revision, created_at)
        VALUES (p_session, p_owner, p_seq, p_text, p_model, 1, clock_timestamp())
        ON CONFLICT (session_id) DO NOTHING;
    ELSE
        UPDATE session_summaries m
        SET seq = p_seq, text = p_text, model = p_model, revision = m.revision + 1,
            created_at = greatest(clock_timestamp(), m.created_at)
        WHERE m.session_id = p_session AND m.owner = p_owner AND m.revision = p_revision AND m.seq = p_told;
    END IF;
    RETURN FOUND;
END
$$;

-- As the opening of a turn tells it; the time in microseconds.
CREATE FUNCTION confab_summary(p_seq bigint, p_text text, p_model text, p_revision bigint, p_created timestamptz)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT jsonb_build_object('seq', p_seq, 'text', p_text, 'model', p_model, 'revision', p_revision, 'created',
        (extract(epoch FROM p_created) * 1000000)::bigint)
$$;

DROP FUNCTION confab_open_turn, confab_window, confab_read_turn;

-- What is asked: p_content is said, in place of the message p_replaced if there is one; without p_content the last
-- message of the user is asked again. p_documents is as in a run.
--
-- Who has a say about mode and documents: the turn, the assistant that it names, the session, unless its mode is
-- open_chat, and then the assistant of the session if the turn names none.
--
-- Returns the turn in the first row, then the messages of the window, oldest first. o_outcome is opened, queued, joined,
-- key_taken, no_document, no_assistant, busy or nothing_to_ask; o_other is the run that a turn joins or is refused for. Of
-- the question only position and time are told, unless it is asked again. o_reach is the latest position of what the owner
-- may see. o_run_mode and o_documents are what holds for the turn where that is not what the session says; o_persona
-- is what counts of its assistant. o_summary is the session's summary, which nobody looks for in a session of a few messages;
-- then the window has all that is behind it too, within bounds. o_nameless: there is no title, and nobody took one away.
CREATE FUNCTION confab_open_turn(
    p_owner text, p_session uuid, p_fresh uuid, p_mode session_mode_enum, p_metadata jsonb, p_message uuid,
    p_content text, p_selected_text text, p_run uuid, p_on_busy text, p_window integer, p_lease_seconds double precision,
    p_replica uuid, p_followed boolean, p_replaced uuid, p_key text, p_digest bytea,
    p_documents uuid[], p_assistant uuid, p_attachments jsonb)
RETURNS TABLE (
    o_outcome text, o_session uuid, o_other uuid, o_interrupted uuid[], o_mode session_mode_enum, o_metadata jsonb,
    o_branch_of uuid, o_branch_seq bigint, o_last_seq bigint, o_session_created timestamptz, o_updated timestamptz,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text, o_status message_status_enum,
    o_citations jsonb, o_run uuid, o_created timestamptz, o_session_documents uuid[], o_documents uuid[],
    o_reach bigint, o_attachments jsonb, o_persona jsonb, o_run_mode session_mode_enum, o_summary jsonb,
    o_nameless boolean)
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
    v_assistant uuid := p_assistant;
    v_revision  integer;
    v_mode      session_mode_enum := p_mode;
    v_documents uuid[] := p_documents;
    v_window    integer := p_window;
    v_from      bigint;
    -- Whether the summary has still to be looked for.
    v_slow      boolean := true;
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

    IF p_assistant IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM assistants a WHERE a.owner = p_owner AND a.id = p_assistant) THEN
            o_outcome := 'no_assistant';
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
            s.documents, coalesce(p_assistant, s.assistant_id), coalesce((
                SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END
                FROM document_owners d
                WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0), 0),
            s.title IS NULL AND (s.revision = 0 OR s.last_seq = 1),
            CASE WHEN s.last_seq > 4 THEN (
                SELECT confab_summary(m.seq, m.text, m.model, m.revision, m.created_at)
                FROM session_summaries m
                WHERE m.session_id = s.id AND m.owner = p_owner) END
        INTO o_session, o_mode, o_metadata, o_branch_of, o_branch_seq, o_session_created, o_seq, o_created, v_queue,
            o_session_documents, v_assistant, o_reach, o_nameless, o_summary;
        IF o_session IS NOT NULL THEN
            IF v_assistant IS NOT NULL THEN
                SELECT t.* INTO v_assistant, v_revision, v_mode, v_documents, o_persona, v_window
                FROM confab_turn_assistant(p_owner, p_assistant, v_assistant, p_mode, p_documents, o_mode,
                    o_session_documents, p_window, p_selected_text IS NOT NULL) t;
            END IF;
            IF NOT v_queue THEN
                -- Nearly always no run is active: that is assumed first, and the index knows better.
                WITH r AS (
                    INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_owner, lease_until, mode,
                        documents, selected_text, followed, logged, idempotency_key, body_hash, created_at,
                        assistant_id, assistant_revision)
                    VALUES (p_run, o_session, p_owner, 'running', 1, o_seq, p_replica,
                        o_created + make_interval(secs => p_lease_seconds), v_mode, v_documents, p_selected_text,
                        p_followed, p_followed, p_key, p_digest, o_created, v_assistant, v_revision)
                    ON CONFLICT (session_id) WHERE status = 'running' DO NOTHING
                    RETURNING id
                )
                INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at,
                    attachments)
                SELECT p_message, o_session, o_seq, o_seq, 'user', p_content, 'complete', r.id, o_created,
                    p_attachments
                FROM r;
            END IF;
            IF v_queue OR NOT FOUND THEN
                -- What is ended to make room comes first in the log. Nobody has seen the position.
                UPDATE chat_sessions s SET last_seq = s.last_seq - 1 WHERE s.id = o_session;
            ELSE
                o_outcome := 'opened';
                o_last_seq := o_seq;
                o_updated := o_created;
                v_slow := false;
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
            -- What was summarised of it stands in the new session too.
            INSERT INTO session_summaries (session_id, owner, seq, text, model, revision, created_at)
            SELECT p_fresh, m.owner, m.seq, m.text, m.model, m.revision, m.created_at
            FROM session_summaries m
            WHERE m.session_id = p_session AND m.owner = p_owner AND m.seq < o_seq;
            SELECT s.mode, s.metadata, s.branch_of, s.branch_seq, s.created_at, s.documents,
                coalesce(p_assistant, s.assistant_id)
            INTO o_mode, o_metadata, o_branch_of, o_branch_seq, o_created, o_session_documents, v_assistant
            FROM chat_sessions s
            WHERE s.id = p_fresh;
        ELSIF p_content IS NOT NULL THEN
            o_mode := coalesce(p_mode, 'open_chat');
            v_assistant := p_assistant;
            o_metadata := p_metadata;
            o_session_documents := nullif(p_documents, '{}');
            o_seq := 1;
            o_created := clock_timestamp();
            INSERT INTO chat_sessions (id, owner, mode, documents, assistant_id, metadata, last_seq, created_at,
                updated_at)
            VALUES (p_fresh, p_owner, o_mode, o_session_documents, p_assistant, p_metadata, 1, o_created, o_created);
        END IF;
        IF o_seq IS NULL THEN
            o_outcome := 'nothing_to_ask';
            RETURN NEXT;
            RETURN;
        END IF;
        IF v_assistant IS NOT NULL THEN
            SELECT t.* INTO v_assistant, v_revision, v_mode, v_documents, o_persona, v_window
            FROM confab_turn_assistant(p_owner, p_assistant, v_assistant, p_mode, p_documents, o_mode,
                o_session_documents, p_window, p_selected_text IS NOT NULL) t;
        END IF;
        WITH r AS (
            INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_owner, lease_until, mode,
                documents, selected_text, followed, logged, idempotency_key, body_hash, created_at, assistant_id,
                assistant_revision)
            VALUES (p_run, p_fresh, p_owner, 'running', 1, o_seq, p_replica,
                o_created + make_interval(secs => p_lease_seconds), v_mode, v_documents, p_selected_text, p_followed,
                p_followed, p_key, p_digest, o_created, v_assistant, v_revision)
        )
        INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at, attachments)
        VALUES (p_message, p_fresh, o_seq, o_seq, 'user', p_content, 'complete', p_run, o_created, p_attachments);
        o_outcome := 'opened';
        o_session := p_fresh;
        o_last_seq := o_seq;
        o_nameless := true;
        IF p_replaced IS NOT NULL THEN
            SELECT s.title IS NULL INTO o_nameless FROM chat_sessions s WHERE s.id = p_fresh;
        END IF;
        o_session_created := o_created;
        o_updated := o_created;
    END IF;

    IF o_outcome IS NULL THEN
        IF p_content IS NULL THEN
            SELECT m.id, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
                m.attachments
            INTO o_id, o_seq, o_turn, o_role, o_content, o_status, o_citations, o_run, o_created, o_attachments
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
            greatest(v_opened, s.updated_at), s.documents, coalesce(p_assistant, s.assistant_id)
        INTO o_mode, o_metadata, o_branch_of, o_branch_seq, o_session_created, o_last_seq, o_updated, v_opened,
            o_session_documents, v_assistant;
        IF v_assistant IS NOT NULL THEN
            SELECT t.* INTO v_assistant, v_revision, v_mode, v_documents, o_persona, v_window
            FROM confab_turn_assistant(p_owner, p_assistant, v_assistant, p_mode, p_documents, o_mode,
                o_session_documents, p_window, p_selected_text IS NOT NULL) t;
        END IF;
        IF p_content IS NOT NULL THEN
            o_seq := o_last_seq;
            o_created := v_opened;
            INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at,
                attachments)
            VALUES (p_message, o_session, o_seq, o_seq, 'user', p_content, 'complete', p_run, o_created,
                p_attachments);
        END IF;
        INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_owner, lease_until, mode,
            documents, selected_text, followed, logged, idempotency_key, body_hash, created_at, assistant_id,
            assistant_revision)
        VALUES (p_run, o_session, p_owner, CASE WHEN v_waits THEN 'queued'::run_status_enum ELSE 'running' END, 1, o_seq,
            CASE WHEN v_waits THEN NULL ELSE p_replica END,
            CASE WHEN v_waits THEN v_opened ELSE v_opened + make_interval(secs => p_lease_seconds) END, v_mode,
            v_documents, p_selected_text, p_followed, p_followed AND NOT v_waits, p_key, p_digest, v_opened,
            v_assistant, v_revision);
        IF NOT v_waits THEN
            SELECT s.title IS NULL AND (s.revision = 0 OR o_seq = 1) INTO o_nameless
            FROM chat_sessions s
            WHERE s.id = o_session;
        END IF;
        o_outcome := CASE WHEN v_waits THEN 'queued' ELSE 'opened' END;
    END IF;

    IF p_followed AND NOT v_waits THEN
        INSERT INTO run_logs (run_id, attempt) VALUES (p_run, 1);
    END IF;
    o_documents := v_documents;
    o_run_mode := v_mode;
    IF o_reach IS NULL AND NOT v_waits THEN
        SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END INTO o_reach
        FROM document_owners d
        WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0;
    END IF;
    IF o_summary IS NULL AND o_seq > 4 AND NOT v_waits AND v_slow THEN
        SELECT confab_summary(m.seq, m.text, m.model, m.revision, m.created_at) INTO o_summary
        FROM session_summaries m
        WHERE m.session_id = o_session AND m.owner = p_owner;
    END IF;
    RETURN NEXT;
    IF v_window > 0 AND o_seq > 1 AND NOT v_waits THEN
        IF o_id IS NULL THEN
            v_from := o_seq - v_window;
            IF o_summary IS NOT NULL THEN
                v_from := greatest(least((o_summary ->> 'seq')::bigint + 1, v_from), v_from - greatest(8, v_window));
            END IF;
            RETURN QUERY
                SELECT NULL::text, NULL::uuid, NULL::uuid, NULL::uuid[], NULL::session_mode_enum, NULL::jsonb,
                    NULL::uuid, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::timestamptz,
                    m.id, m.seq::bigint, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
                    NULL::uuid[], NULL::uuid[], NULL::bigint, m.attachments, NULL::jsonb, NULL::session_mode_enum,
                    NULL::jsonb, NULL::boolean
                FROM messages m
                WHERE m.session_id = o_session AND m.seq >= v_from AND m.seq < o_seq
                ORDER BY m.seq;
        ELSE
            RETURN QUERY SELECT * FROM confab_window(o_session, o_seq, v_window, (o_summary ->> 'seq')::bigint);
        END IF;
    END IF;
END
$$;

-- Returns the latest messages of the turns before a question, and some before these that are behind p_told, oldest first, as
-- confab_open_turn does.
CREATE FUNCTION confab_window(p_session uuid, p_ask_seq bigint, p_window integer, p_told bigint)
RETURNS TABLE (
    o_outcome text, o_session uuid, o_other uuid, o_interrupted uuid[], o_mode session_mode_enum, o_metadata jsonb,
    o_branch_of uuid, o_branch_seq bigint, o_last_seq bigint, o_session_created timestamptz, o_updated timestamptz,
    o_id uuid, o_seq bigint, o_turn bigint, o_role message_role_enum, o_content text, o_status message_status_enum,
    o_citations jsonb, o_run uuid, o_created timestamptz, o_session_documents uuid[], o_documents uuid[],
    o_reach bigint, o_attachments jsonb, o_persona jsonb, o_run_mode session_mode_enum, o_summary jsonb,
    o_nameless boolean)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN QUERY
        SELECT NULL::text, NULL::uuid, NULL::uuid, NULL::uuid[], NULL::session_mode_enum, NULL::jsonb,
            NULL::uuid, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::timestamptz,
            w.id, w.seq::bigint, w.turn_seq, w.role, w.content, w.status, w.citations, w.run_id, w.created_at,
            NULL::uuid[], NULL::uuid[], NULL::bigint, w.attachments, NULL::jsonb, NULL::session_mode_enum,
            NULL::jsonb, NULL::boolean
        FROM (
            SELECT m.*, row_number() OVER (ORDER BY m.seq DESC) AS nth
            FROM messages m
            WHERE m.session_id = p_session AND m.turn_seq < p_ask_seq
            ORDER BY m.seq DESC
            LIMIT CASE WHEN p_told IS NULL OR p_window = 0 THEN p_window ELSE p_window + greatest(8, p_window) END
        ) w
        WHERE w.nth <= p_window OR w.seq > p_told
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
    o_reach bigint, o_attachments jsonb, o_persona jsonb, o_run_mode session_mode_enum, o_summary jsonb,
    o_nameless boolean)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
    v_selected boolean;
BEGIN
    SELECT 'opened', s.id, s.mode, s.metadata, s.branch_of, s.branch_seq, s.last_seq, s.created_at, s.updated_at,
        m.id, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
        s.documents, r.documents,
        (SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END
        FROM document_owners d
        WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0),
        m.attachments, CASE WHEN r.assistant_id IS NOT NULL
            THEN confab_persona_of(p_owner, r.assistant_id, r.assistant_revision) END,
        r.mode, r.selected_text IS NOT NULL, s.title IS NULL AND (s.revision = 0 OR r.ask_seq = 1),
        CASE WHEN r.ask_seq > 4 THEN (
            SELECT confab_summary(x.seq, x.text, x.model, x.revision, x.created_at)
            FROM session_summaries x
            WHERE x.session_id = s.id AND x.owner = p_owner) END
    INTO o_outcome, o_session, o_mode, o_metadata, o_branch_of, o_branch_seq, o_last_seq, o_session_created, o_updated,
        o_id, o_seq, o_turn, o_role, o_content, o_status, o_citations, o_run, o_created,
        o_session_documents, o_documents, o_reach, o_attachments, o_persona, o_run_mode, v_selected,
        o_nameless, o_summary
    FROM runs r
    JOIN chat_sessions s ON s.id = r.session_id
    JOIN messages m ON m.session_id = r.session_id AND m.seq = r.ask_seq
    WHERE r.id = p_run AND r.owner = p_owner AND r.ended_at IS NULL AND r.status <> 'queued'
        AND r.attempt = p_attempt;
    IF FOUND THEN
        RETURN NEXT;
        RETURN QUERY SELECT * FROM confab_window(o_session, o_seq,
            CASE WHEN v_selected THEN p_window ELSE coalesce((o_persona ->> 'messages')::integer, p_window) END,
            (o_summary ->> 'seq')::bigint);
    END IF;
END
$$;
