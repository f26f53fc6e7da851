-- Assistants, whose revisions turns keep to, and attachments of messages.
--
-- A run of a turn that an assistant answers has in mode and documents what holds for it, whoever said that, and which
-- revision of the assistant that was. So who takes it over or lets it wait reads no more than before. A turn without an
-- assistant reads nothing of it.

-- The same identity of two owners names two assistants: nobody learns of another's.
CREATE TABLE assistants (
    id            uuid NOT NULL,
    owner         varchar(200) NOT NULL,
    revision      integer NOT NULL,
    name          text NOT NULL,
    description   text,
    instructions  text NOT NULL,
    -- What is null is as the session or the server has it; an empty list of documents means all of them.
    model         text,
    temperature   double precision,
    answer_tokens integer,
    messages      integer,
    documents     uuid[],
    mode          session_mode_enum,
    remembers     boolean,
    -- A list of [key, value] pairs, as of sessions.
    metadata      jsonb NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (owner, id)
);

CREATE INDEX assistants_listed ON assistants (owner, created_at, id);

-- What was replaced, for turns that were opened before.
CREATE TABLE assistant_revisions (
    owner         varchar(200) NOT NULL,
    assistant_id  uuid NOT NULL,
    revision      integer NOT NULL,
    instructions  text NOT NULL,
    model         text,
    temperature   double precision,
    answer_tokens integer,
    messages      integer,
    remembers     boolean,
    replaced_at   timestamptz NOT NULL,
    PRIMARY KEY (owner, assistant_id, revision)
);

-- Which revision answers the turn. Nothing points from here: an assistant may be deleted.
ALTER TABLE runs ADD COLUMN assistant_id uuid, ADD COLUMN assistant_revision integer;

-- A list of what a user gave along with a message.
ALTER TABLE messages ADD COLUMN attachments jsonb;

-- Whether each of these documents is one that the owner may see.
CREATE FUNCTION confab_may_see(p_owner text, p_documents uuid[]) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT NOT EXISTS (
        SELECT FROM unnest(p_documents) n (document)
        WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = n.document AND d.owner IN (p_owner, '*')))
$$;

-- Returns one row: o_outcome is added, known, which tells what is there, or no_document.
CREATE FUNCTION confab_add_assistant(
    p_owner text, p_id uuid, p_name text, p_description text, p_instructions text, p_model text,
    p_temperature double precision, p_answer_tokens integer, p_messages integer, p_documents uuid[],
    p_mode session_mode_enum, p_remembers boolean, p_metadata jsonb)
RETURNS TABLE (o_outcome text, o_assistant assistants)
LANGUAGE plpgsql
AS $$
BEGIN
    SELECT a.* INTO o_assistant FROM assistants a WHERE a.owner = p_owner AND a.id = p_id;
    IF FOUND THEN
        o_outcome := 'known';
        RETURN NEXT;
        RETURN;
    END IF;
    IF NOT confab_may_see(p_owner, p_documents) THEN
        o_outcome := 'no_document';
        RETURN NEXT;
        RETURN;
    END IF;
    INSERT INTO assistants (id, owner, revision, name, description, instructions, model, temperature, answer_tokens,
        messages, documents, mode, remembers, metadata, created_at, updated_at)
    SELECT p_id, p_owner, 1, p_name, p_description, p_instructions, p_model, p_temperature, p_answer_tokens,
        p_messages, p_documents, p_mode, p_remembers, p_metadata, t.now, t.now
    FROM (SELECT clock_timestamp() AS now) t
    ON CONFLICT (owner, id) DO NOTHING
    RETURNING assistants.* INTO o_assistant;
    o_outcome := 'added';
    IF NOT FOUND THEN
        -- Somebody said the same at the same time.
        SELECT a.* INTO o_assistant FROM assistants a WHERE a.owner = p_owner AND a.id = p_id;
        o_outcome := 'known';
    END IF;
    RETURN NEXT;
END
$$;

-- Returns one row: o_outcome is done, with the assistant as it is now, stale, with it as it is, no_document or missing.
CREATE FUNCTION confab_replace_assistant(
    p_owner text, p_id uuid, p_expected integer, p_kept integer, p_name text, p_description text, p_instructions text,
    p_model text, p_temperature double precision, p_answer_tokens integer, p_messages integer, p_documents uuid[],
    p_mode session_mode_enum, p_remembers boolean, p_metadata jsonb)
RETURNS TABLE (o_outcome text, o_assistant assistants)
LANGUAGE plpgsql
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_now timestamptz;
BEGIN
    SELECT a.* INTO o_assistant FROM assistants a WHERE a.owner = p_owner AND a.id = p_id FOR NO KEY UPDATE;
    o_outcome := CASE WHEN NOT FOUND THEN 'missing' WHEN p_expected <> o_assistant.revision THEN 'stale' END;
    IF o_outcome IS NULL AND (o_assistant.name, o_assistant.description, o_assistant.instructions, o_assistant.model,
            o_assistant.temperature, o_assistant.answer_tokens, o_assistant.messages, o_assistant.documents,
            o_assistant.mode, o_assistant.remembers, o_assistant.metadata)
        IS NOT DISTINCT FROM (p_name, p_description, p_instructions, p_model, p_temperature, p_answer_tokens,
            p_messages, p_documents, p_mode, p_remembers, p_metadata) THEN
        o_outcome := 'done';
    END IF;
    -- A document that it knew may be gone; one that it is to know is there.
    IF o_outcome IS NULL AND o_assistant.documents IS DISTINCT FROM p_documents
            AND NOT confab_may_see(p_owner, p_documents) THEN
        o_outcome := 'no_document';
    END IF;
    IF o_outcome IS NULL THEN
        v_now := greatest(clock_timestamp(), o_assistant.updated_at);
        INSERT INTO assistant_revisions (owner, assistant_id, revision, instructions, model, temperature,
            answer_tokens, messages, remembers, replaced_at)
        VALUES (p_owner, p_id, o_assistant.revision, o_assistant.instructions, o_assistant.model,
            o_assistant.temperature, o_assistant.answer_tokens, o_assistant.messages, o_assistant.remembers, v_now);
        DELETE FROM assistant_revisions r
        WHERE r.owner = p_owner AND r.assistant_id = p_id
            AND (r.replaced_at < v_now - interval '1 day' OR r.revision <= o_assistant.revision - p_kept);
        UPDATE assistants a
        SET revision = a.revision + 1, name = p_name, description = p_description, instructions = p_instructions,
            model = p_model, temperature = p_temperature, answer_tokens = p_answer_tokens, messages = p_messages,
            documents = p_documents, mode = p_mode, remembers = p_remembers, metadata = p_metadata, updated_at = v_now
        WHERE a.owner = p_owner AND a.id = p_id
        RETURNING a.* INTO o_assistant;
        o_outcome := 'done';
    END IF;
    RETURN NEXT;
END
$$;

-- Returns one row: o_outcome is done, with the assistant as it was, stale, with it as it is, or missing.
CREATE FUNCTION confab_delete_assistant(p_owner text, p_id uuid, p_expected integer)
RETURNS TABLE (o_outcome text, o_assistant assistants)
LANGUAGE plpgsql
SET lock_timeout = '1500ms'
AS $$
BEGIN
    SELECT a.* INTO o_assistant FROM assistants a WHERE a.owner = p_owner AND a.id = p_id FOR UPDATE;
    o_outcome := CASE WHEN NOT FOUND THEN 'missing' WHEN p_expected <> o_assistant.revision THEN 'stale'
        ELSE 'done' END;
    IF o_outcome = 'done' THEN
        DELETE FROM assistant_revisions r WHERE r.owner = p_owner AND r.assistant_id = p_id;
        DELETE FROM assistants a WHERE a.owner = p_owner AND a.id = p_id;
    END IF;
    RETURN NEXT;
END
$$;

-- What of an assistant counts while a turn is executed.
CREATE FUNCTION confab_persona(
    p_id uuid, p_revision integer, p_instructions text, p_model text, p_temperature double precision,
    p_answer_tokens integer, p_messages integer, p_remembers boolean)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('id', p_id, 'revision', p_revision, 'instructions', p_instructions,
        'model', p_model, 'temperature', p_temperature, 'answer_tokens', p_answer_tokens, 'messages', p_messages,
        'remembers', p_remembers))
$$;

-- The same of the revision that a run was opened with; of the current one when that is not kept any more; null when the
-- assistant is deleted.
CREATE FUNCTION confab_persona_of(p_owner text, p_assistant uuid, p_revision integer) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN r.revision IS NULL
        THEN confab_persona(a.id, a.revision, a.instructions, a.model, a.temperature, a.answer_tokens, a.messages,
            a.remembers)
        ELSE confab_persona(a.id, r.revision, r.instructions, r.model, r.temperature, r.answer_tokens, r.messages,
            r.remembers) END
    FROM assistants a
    LEFT JOIN assistant_revisions r
        ON r.owner = a.owner AND r.assistant_id = a.id AND r.revision = p_revision
    WHERE a.owner = p_owner AND a.id = p_assistant
$$;

-- What a turn that is not stored needs to know: one row; o_outcome is known, no_document or no_assistant.
CREATE FUNCTION confab_turn_terms(p_owner text, p_assistant uuid, p_documents uuid[])
RETURNS TABLE (o_outcome text, o_assistant assistants, o_reach bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF NOT confab_may_see(p_owner, p_documents) THEN
        o_outcome := 'no_document';
        RETURN NEXT;
        RETURN;
    END IF;
    IF p_assistant IS NOT NULL THEN
        SELECT a.* INTO o_assistant FROM assistants a WHERE a.owner = p_owner AND a.id = p_assistant;
        IF NOT FOUND THEN
            o_outcome := 'no_assistant';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    SELECT CASE WHEN bool_or(d.owner <> '') THEN max(d.latest) END INTO o_reach
    FROM document_owners d
    WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0;
    o_outcome := 'known';
    RETURN NEXT;
END
$$;

DROP FUNCTION confab_open_turn, confab_window, confab_read_turn;

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
    INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, citations, run_id, created_at,
        attachments)
    SELECT gen_random_uuid(), p_fresh, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id,
        m.created_at, m.attachments
    FROM messages m
    WHERE m.session_id = p_session AND m.seq < v_seq;
    RETURN v_seq;
END
$$;

-- The assistant that answers a turn: the one that the turn names, else the session's, with what then holds about mode and
-- documents, which is all said then. Of one that is gone nothing is told but what the turn says.
CREATE FUNCTION confab_turn_assistant(
    p_owner text, p_named uuid, p_sessions uuid, p_mode session_mode_enum, p_documents uuid[],
    p_session_mode session_mode_enum, p_session_documents uuid[], p_window integer, p_selected boolean)
RETURNS TABLE (
    o_assistant uuid, o_revision integer, o_mode session_mode_enum, o_documents uuid[], o_persona jsonb,
    o_window integer)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    v_found  assistants;
    v_before boolean := p_named IS NOT NULL;
BEGIN
    o_mode := p_mode;
    o_documents := p_documents;
    o_window := p_window;
    SELECT a.* INTO v_found FROM assistants a WHERE a.owner = p_owner AND a.id = coalesce(p_named, p_sessions);
    IF FOUND THEN
        o_assistant := v_found.id;
        o_revision := v_found.revision;
        o_mode := coalesce(p_mode, CASE WHEN v_before THEN v_found.mode END, nullif(p_session_mode, 'open_chat'),
            CASE WHEN NOT v_before THEN v_found.mode END, 'open_chat');
        o_documents := coalesce(p_documents, CASE WHEN v_before THEN v_found.documents END, p_session_documents,
            CASE WHEN NOT v_before THEN v_found.documents END, '{}');
        o_persona := confab_persona(v_found.id, v_found.revision, v_found.instructions, v_found.model,
            v_found.temperature, v_found.answer_tokens, v_found.messages, v_found.remembers);
        IF NOT p_selected THEN
            o_window := coalesce(v_found.messages, p_window);
        END IF;
    END IF;
    RETURN NEXT;
END
$$;

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
-- is what counts of its assistant.
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
    o_reach bigint, o_attachments jsonb, o_persona jsonb, o_run_mode session_mode_enum)
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
                WHERE d.owner IN (p_owner, '*', '') AND d.documents > 0), 0)
        INTO o_session, o_mode, o_metadata, o_branch_of, o_branch_seq, o_session_created, o_seq, o_created, v_queue,
            o_session_documents, v_assistant, o_reach;
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
    RETURN NEXT;
    IF v_window > 0 AND o_seq > 1 AND NOT v_waits THEN
        IF o_id IS NULL THEN
            RETURN QUERY
                SELECT NULL::text, NULL::uuid, NULL::uuid, NULL::uuid[], NULL::session_mode_enum, NULL::jsonb,
                    NULL::uuid, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::timestamptz,
                    m.id, m.seq::bigint, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at,
                    NULL::uuid[], NULL::uuid[], NULL::bigint, m.attachments, NULL::jsonb, NULL::session_mode_enum
                FROM messages m
                WHERE m.session_id = o_session AND m.seq >= o_seq - v_window AND m.seq < o_seq
                ORDER BY m.seq;
        ELSE
            RETURN QUERY SELECT * FROM confab_window(o_session, o_seq, v_window);
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
    o_reach bigint, o_attachments jsonb, o_persona jsonb, o_run_mode session_mode_enum)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN QUERY
        SELECT NULL::text, NULL::uuid, NULL::uuid, NULL::uuid[], NULL::session_mode_enum, NULL::jsonb,
            NULL::uuid, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::timestamptz,
            w.id, w.seq::bigint, w.turn_seq, w.role, w.content, w.status, w.citations, w.run_id, w.created_at,
            NULL::uuid[], NULL::uuid[], NULL::bigint, w.attachments, NULL::jsonb, NULL::session_mode_enum
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
    o_reach bigint, o_attachments jsonb, o_persona jsonb, o_run_mode session_mode_enum)
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
        r.mode, r.selected_text IS NOT NULL
    INTO o_outcome, o_session, o_mode, o_metadata, o_branch_of, o_branch_seq, o_last_seq, o_session_created, o_updated,
        o_id, o_seq, o_turn, o_role, o_content, o_status, o_citations, o_run, o_created,
        o_session_documents, o_documents, o_reach, o_attachments, o_persona, o_run_mode, v_selected
    FROM runs r
    JOIN chat_sessions s ON s.id = r.session_id
    JOIN messages m ON m.session_id = r.session_id AND m.seq = r.ask_seq
    WHERE r.id = p_run AND r.owner = p_owner AND r.ended_at IS NULL AND r.status <> 'queued'
        AND r.attempt = p_attempt;
    IF FOUND THEN
        RETURN NEXT;
        RETURN QUERY SELECT * FROM confab_window(o_session, o_seq,
            CASE WHEN v_selected THEN p_window ELSE coalesce((o_persona ->> 'messages')::integer, p_window) END);
    END IF;
END
$$;
