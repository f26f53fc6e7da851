-- Sessions that are made with an assistant, messages that are taken out of a log, and batches of what was done to copies of
-- sessions while they were away.
--
-- A message that is deleted leaves its position empty, and nothing of its words: not in the log, the words of searches, the
-- turns that are remembered, or with its run. A mark of it is kept for as long as those of deleted sessions, so that other
-- copies hear of it and nobody brings it back. Logs are never changed otherwise, and turns pay nothing for this.

CREATE TABLE message_deletions (
    owner      varchar(200) NOT NULL,
    message_id uuid NOT NULL,
    session_id uuid NOT NULL,
    seq        log_position NOT NULL,
    changed    xid8 NOT NULL DEFAULT pg_current_xact_id(),
    deleted_at timestamptz NOT NULL,
    -- When it was said, and the number of that change: lists go on as they began.
    said_at    timestamptz NOT NULL,
    said       xid8 NOT NULL,
    PRIMARY KEY (owner, message_id)
);

CREATE INDEX message_deletions_changed ON message_deletions (owner, changed);
CREATE INDEX message_deletions_oldest ON message_deletions (deleted_at);
CREATE INDEX message_deletions_session ON message_deletions (session_id, seq);

-- What is told of a session that is gone is told of all of it.
CREATE FUNCTION confab_forget_message_deletions() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    -- Whatever the planner thinks of how many there are, they are looked up by their sessions.
    DELETE FROM message_deletions d WHERE d.session_id = ANY (ARRAY(SELECT g.id FROM gone g));
    RETURN NULL;
END
$$;

CREATE TRIGGER forget_message_deletions AFTER DELETE ON chat_sessions
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION confab_forget_message_deletions();

-- A turn is remembered in the background. When its session, its question or its answer is deleted meanwhile it must not be.
CREATE OR REPLACE FUNCTION confab_guard_remembered() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM chat_sessions s WHERE s.id = NEW.remembered FOR KEY SHARE;
    IF EXISTS (SELECT FROM session_deletions d WHERE d.session_id = NEW.remembered)
            OR EXISTS (
                SELECT FROM runs r
                JOIN message_deletions d ON d.session_id = r.session_id AND d.seq IN (r.ask_seq, r.answer_seq)
                WHERE r.id = NEW.id) THEN
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'the session of the turn is deleted';
    END IF;
    RETURN NEW;
END
$$;

-- An end that comes too late puts back when the log last grew: the message that it goes by may be gone.
DO $$
DECLARE
    v_before text := pg_get_functiondef('confab_close_turn'::regproc);
    v_after  text := replace(v_before,
        '(SELECT m.created_at FROM messages m WHERE m.session_id = s.id AND m.seq = s.last_seq - 1)',
        'coalesce((SELECT m.created_at FROM messages m WHERE m.session_id = s.id AND m.seq < s.last_seq '
            || 'ORDER BY m.seq DESC LIMIT 1), s.created_at)');
BEGIN
    IF v_after = v_before THEN
        RAISE EXCEPTION 'confab_close_turn is not as it was';
    END IF;
    EXECUTE v_after;
END
$$;

DROP FUNCTION confab_create_session, confab_change_session;

-- Whether a session of this identity was deleted, whoever had it.
CREATE FUNCTION confab_was_deleted(p_session uuid) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM session_deletions d WHERE d.session_id = p_session);
END
$$;

-- Makes a session. p_made_of is there when it may be said again. o_outcome is created, known, taken, no_document or
-- no_assistant.
CREATE FUNCTION confab_create_session(
    p_owner text, p_session uuid, p_title text, p_mode session_mode_enum, p_documents uuid[], p_assistant uuid,
    p_metadata jsonb, p_made_of bytea)
RETURNS TABLE (o_outcome text, o_entry chat_sessions)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    o_outcome := 'taken';
    IF p_made_of IS NOT NULL THEN
        -- Waits for whoever is deleting it.
        SELECT s.* INTO o_entry FROM chat_sessions s WHERE s.id = p_session AND s.owner = p_owner FOR KEY SHARE;
        IF FOUND THEN
            IF o_entry.made_of = p_made_of THEN
                o_outcome := 'known';
            END IF;
            RETURN NEXT;
            RETURN;
        END IF;
        IF confab_was_deleted(p_session) THEN
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    IF NOT confab_sees(p_owner, p_documents) THEN
        o_outcome := 'no_document';
        RETURN NEXT;
        RETURN;
    END IF;
    IF p_assistant IS NOT NULL
            AND NOT EXISTS (SELECT FROM assistants a WHERE a.owner = p_owner AND a.id = p_assistant) THEN
        o_outcome := 'no_assistant';
        RETURN NEXT;
        RETURN;
    END IF;
    INSERT INTO chat_sessions AS s (id, owner, title, mode, documents, assistant_id, metadata, made_of, created_at,
        updated_at)
    SELECT p_session, p_owner, p_title, p_mode, nullif(p_documents, '{}'), p_assistant, p_metadata, p_made_of, t.now,
        t.now
    FROM (SELECT clock_timestamp() AS now) t
    ON CONFLICT (id) DO NOTHING
    RETURNING s.* INTO o_entry;
    IF FOUND THEN
        o_outcome := 'created';
    ELSE
        SELECT s.* INTO o_entry
        FROM chat_sessions s
        WHERE s.id = p_session AND s.owner = p_owner AND s.made_of = p_made_of;
        IF FOUND THEN
            o_outcome := 'known';
        END IF;
    END IF;
    RETURN NEXT;
END
$$;

-- o_outcome is changed, stale, no_document, no_assistant or no_session. Documents and the assistant that the session names
-- already may be gone by now.
CREATE FUNCTION confab_change_session(
    p_owner text, p_session uuid, p_expected bigint, p_title text, p_mode session_mode_enum, p_documents uuid[],
    p_assistant uuid, p_metadata jsonb)
RETURNS TABLE (o_outcome text, o_entry chat_sessions)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    SELECT s.* INTO o_entry FROM chat_sessions s WHERE s.id = p_session AND s.owner = p_owner FOR NO KEY UPDATE;
    o_outcome := CASE WHEN NOT FOUND THEN 'no_session' WHEN o_entry.revision <> p_expected THEN 'stale' END;
    IF o_outcome IS NULL AND NOT confab_sees(p_owner, ARRAY(
            SELECT n.document FROM unnest(p_documents) n (document)
            WHERE n.document <> ALL (coalesce(o_entry.documents, '{}')))) THEN
        o_outcome := 'no_document';
    END IF;
    IF o_outcome IS NULL AND p_assistant IS DISTINCT FROM o_entry.assistant_id AND p_assistant IS NOT NULL
            AND NOT EXISTS (SELECT FROM assistants a WHERE a.owner = p_owner AND a.id = p_assistant) THEN
        o_outcome := 'no_assistant';
    END IF;
    IF o_outcome IS NULL THEN
        UPDATE chat_sessions s
        SET title = p_title, mode = p_mode, documents = nullif(p_documents, '{}'), assistant_id = p_assistant,
            metadata = p_metadata, revision = s.revision + 1
        WHERE s.id = p_session
        RETURNING s.* INTO o_entry;
        o_outcome := 'changed';
    END IF;
    RETURN NEXT;
END
$$;

-- Adds a message that no run is about. o_outcome is added, known, taken, busy or no_session; o_active is the run that is
-- in the way. The identity of a deleted message stays taken.
CREATE OR REPLACE FUNCTION confab_add_message(
    p_owner text, p_session uuid, p_message uuid, p_role message_role_enum, p_content text)
RETURNS TABLE (o_outcome text, o_active uuid, o_message messages)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_seq  bigint;
    v_turn bigint;
    v_now  timestamptz;
BEGIN
    PERFORM FROM chat_sessions s WHERE s.id = p_session AND s.owner = p_owner FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        o_outcome := 'no_session';
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT m.* INTO o_message FROM messages m WHERE m.id = p_message;
    IF FOUND THEN
        o_outcome := CASE WHEN o_message.session_id = p_session AND o_message.role = p_role
            AND o_message.content = p_content THEN 'known' ELSE 'taken' END;
        RETURN NEXT;
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM message_deletions d WHERE d.owner = p_owner AND d.message_id = p_message) THEN
        o_outcome := 'taken';
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT r.o_busy INTO o_active FROM confab_make_room(p_session, 'reject') r;
    IF o_active IS NOT NULL THEN
        o_outcome := 'busy';
        RETURN NEXT;
        RETURN;
    END IF;
    IF p_role = 'assistant' THEN
        SELECT m.seq INTO v_turn
        FROM messages m
        WHERE m.session_id = p_session AND m.role = 'user'
        ORDER BY m.seq DESC
        LIMIT 1;
        v_turn := coalesce(v_turn, 0);
    END IF;
    -- The clock is read when the lock is held, so that times are in the order of positions.
    SELECT s.last_seq + 1, greatest(clock_timestamp(), s.updated_at) INTO v_seq, v_now
    FROM chat_sessions s
    WHERE s.id = p_session;
    -- Somebody may use the identity elsewhere at the same time.
    INSERT INTO messages AS m (id, session_id, seq, turn_seq, role, content, status, created_at)
    VALUES (p_message, p_session, v_seq, coalesce(v_turn, v_seq), p_role, p_content, 'complete', v_now)
    ON CONFLICT (id) DO NOTHING
    RETURNING m.* INTO o_message;
    o_outcome := 'taken';
    IF FOUND THEN
        UPDATE chat_sessions s SET last_seq = v_seq, updated_at = v_now WHERE s.id = p_session;
        o_outcome := 'added';
    END IF;
    RETURN NEXT;
END
$$;

-- Takes a message out of a log. o_outcome is deleted, known, which says that it was before, busy, no_message or no_session;
-- o_active is the run that is in the way, o_more tells whether something is left for confab_sweep.
CREATE FUNCTION confab_delete_message(p_owner text, p_session uuid, p_message uuid)
RETURNS TABLE (o_outcome text, o_active uuid, o_gone timestamptz, o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_seq    bigint;
    v_runs   uuid[];
    v_logged uuid[];
BEGIN
    o_more := false;
    -- Whoever keeps words of it, or remembers its turn, waits for the end of this.
    PERFORM FROM chat_sessions s WHERE s.id = p_session AND s.owner = p_owner FOR UPDATE;
    IF NOT FOUND THEN
        o_outcome := 'no_session';
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT m.seq INTO v_seq FROM messages m WHERE m.id = p_message AND m.session_id = p_session;
    IF NOT FOUND THEN
        SELECT d.deleted_at INTO o_gone
        FROM message_deletions d
        WHERE d.owner = p_owner AND d.message_id = p_message AND d.session_id = p_session;
        o_outcome := CASE WHEN FOUND THEN 'known' ELSE 'no_message' END;
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT r.o_busy INTO o_active FROM confab_make_room(p_session, 'reject') r;
    IF o_active IS NOT NULL THEN
        o_outcome := 'busy';
        RETURN NEXT;
        RETURN;
    END IF;
    WITH r AS (
        UPDATE runs r
        SET selected_text = CASE WHEN r.ask_seq <> v_seq THEN r.selected_text END
        WHERE r.session_id = p_session AND (r.ask_seq = v_seq OR r.answer_seq = v_seq)
        RETURNING r.id, r.logged
    )
    SELECT array_agg(r.id), array_agg(r.id) FILTER (WHERE r.logged) INTO v_runs, v_logged FROM r;
    IF v_logged IS NOT NULL THEN
        PERFORM FROM run_logs l WHERE l.run_id = ANY (v_logged) ORDER BY l.run_id FOR UPDATE;
        DELETE FROM run_logs l WHERE l.run_id = ANY (v_logged);
        DELETE FROM run_text t WHERE t.run_id = ANY (v_logged);
    END IF;
    o_gone := clock_timestamp();
    WITH m AS (
        DELETE FROM messages m WHERE m.id = p_message RETURNING m.created_at, m.changed
    )
    INSERT INTO message_deletions (message_id, owner, session_id, seq, deleted_at, said_at, said)
    SELECT p_message, p_owner, p_session, v_seq, o_gone, m.created_at, m.changed FROM m;
    DELETE FROM search_texts t WHERE t.session_id = p_session AND t.seq = v_seq;
    IF v_runs IS NOT NULL THEN
        PERFORM confab_forget_turns(v_runs, ARRAY[p_session]);
        o_more := EXISTS (SELECT FROM document_sweeps);
    END IF;
    o_outcome := 'deleted';
    RETURN NEXT;
END
$$;

-- Whether this is what is said about a session already, whatever the order of its metadata.
CREATE FUNCTION confab_says(
    p_entry chat_sessions, p_title text, p_mode session_mode_enum, p_documents uuid[], p_assistant uuid,
    p_metadata jsonb)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN p_entry.title IS NOT DISTINCT FROM p_title AND p_entry.mode = p_mode
        AND coalesce(p_entry.documents, '{}') = p_documents AND p_entry.assistant_id IS NOT DISTINCT FROM p_assistant
        AND jsonb_array_length(p_entry.metadata) = jsonb_array_length(p_metadata)
        AND confab_has_pairs(p_entry.metadata, p_metadata);
END
$$;

-- Applies what was done to copies of sessions, in its order. A change is an object: "kind" names what was done; "session" and
-- "message" what it was done to; the others say how it is now.
--
-- Tells of each change, by its place from 1, in o_outcome: applied, known, conflict, taken, no_session, no_message,
-- no_document, no_assistant or busy. What holds is told as o_entry, as o_message or by the time o_gone of its deletion; o_active
-- is the run that is in the way; o_unended are runs of a deleted session that had not ended, and o_more tells whether something
-- is left for confab_sweep.
CREATE FUNCTION confab_sync(p_owner text, p_changes jsonb)
RETURNS TABLE (
    o_at bigint, o_outcome text, o_entry chat_sessions, o_message messages, o_gone timestamptz, o_active uuid,
    o_unended uuid[], o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_named uuid[];
    v       record;
    v_done  record;
BEGIN
    -- One owner's batches are applied one after the other, and the sessions of a batch are locked in one order: nobody waits
    -- for somebody who waits for him.
    PERFORM pg_advisory_xact_lock(hashtextextended(p_owner, 13));
    SELECT array_agg(DISTINCT (c.change ->> 'session')::uuid) INTO v_named
    FROM jsonb_array_elements(p_changes) c (change);
    PERFORM FROM chat_sessions s WHERE s.owner = p_owner AND s.id = ANY (v_named) ORDER BY s.id FOR UPDATE;
    FOR v IN
        SELECT *
        FROM ROWS FROM (jsonb_to_recordset(p_changes) AS (
            kind text, session uuid, message uuid, revision bigint, title text, mode session_mode_enum,
            documents uuid[], assistant uuid, metadata jsonb, made_of bytea, role message_role_enum, content text))
            WITH ORDINALITY AS c (kind, session, message, revision, title, mode, documents, assistant, metadata,
                made_of, role, content, at)
    LOOP
        o_at := v.at;
        o_outcome := NULL;
        o_entry := NULL;
        o_message := NULL;
        o_gone := NULL;
        o_active := NULL;
        o_unended := NULL;
        o_more := false;
        CASE v.kind
        WHEN 'session_made' THEN
            SELECT c.* INTO v_done
            FROM confab_create_session(p_owner, v.session, v.title, v.mode, v.documents, v.assistant, v.metadata,
                v.made_of) c;
            o_outcome := CASE v_done.o_outcome WHEN 'created' THEN 'applied' ELSE v_done.o_outcome END;
            SELECT s.* INTO o_entry FROM chat_sessions s WHERE s.id = v.session AND s.owner = p_owner;
            IF o_outcome = 'taken' AND FOUND THEN
                o_outcome := CASE WHEN confab_says(o_entry, v.title, v.mode, v.documents, v.assistant, v.metadata)
                    THEN 'known' ELSE 'conflict' END;
            END IF;
        WHEN 'session_changed' THEN
            SELECT s.* INTO o_entry FROM chat_sessions s WHERE s.id = v.session AND s.owner = p_owner;
            IF NOT FOUND THEN
                o_outcome := 'no_session';
            ELSIF confab_says(o_entry, v.title, v.mode, v.documents, v.assistant, v.metadata) THEN
                o_outcome := 'known';
            ELSIF o_entry.revision <> v.revision THEN
                o_outcome := 'conflict';
            ELSE
                SELECT c.* INTO v_done
                FROM confab_change_session(p_owner, v.session, v.revision, v.title, v.mode, v.documents, v.assistant,
                    v.metadata) c;
                o_outcome := CASE v_done.o_outcome WHEN 'changed' THEN 'applied' ELSE v_done.o_outcome END;
                o_entry := v_done.o_entry;
            END IF;
        WHEN 'session_deleted' THEN
            SELECT s.* INTO o_entry FROM chat_sessions s WHERE s.id = v.session AND s.owner = p_owner;
            SELECT d.* INTO v_done FROM confab_delete_session(p_owner, v.session, v.revision, NULL) d;
            o_outcome := CASE v_done.o_outcome WHEN 'deleted' THEN 'applied' WHEN 'stale' THEN 'conflict'
                ELSE v_done.o_outcome END;
            o_unended := v_done.o_unended;
            o_more := v_done.o_more;
        WHEN 'message_added' THEN
            SELECT a.* INTO v_done FROM confab_add_message(p_owner, v.session, v.message, v.role, v.content) a;
            o_outcome := CASE v_done.o_outcome WHEN 'added' THEN 'applied' ELSE v_done.o_outcome END;
            o_active := v_done.o_active;
        WHEN 'message_changed' THEN
            o_outcome := CASE WHEN EXISTS (
                SELECT FROM chat_sessions s WHERE s.id = v.session AND s.owner = p_owner)
                THEN 'no_message' ELSE 'no_session' END;
        WHEN 'message_deleted' THEN
            SELECT d.* INTO v_done FROM confab_delete_message(p_owner, v.session, v.message) d;
            o_outcome := CASE v_done.o_outcome WHEN 'deleted' THEN 'applied' ELSE v_done.o_outcome END;
            o_active := v_done.o_active;
            o_gone := v_done.o_gone;
            o_more := v_done.o_more;
        END CASE;
        IF v.message IS NOT NULL AND o_outcome IN ('applied', 'known', 'taken', 'no_message') AND o_gone IS NULL THEN
            SELECT m.* INTO o_message FROM messages m WHERE m.id = v.message AND m.session_id = v.session;
            IF FOUND AND o_outcome IN ('taken', 'no_message') THEN
                o_outcome := CASE WHEN o_message.content = v.content
                    AND o_message.role = coalesce(v.role, o_message.role) THEN 'known' ELSE 'conflict' END;
            ELSIF NOT FOUND THEN
                SELECT d.deleted_at INTO o_gone
                FROM message_deletions d
                WHERE d.owner = p_owner AND d.message_id = v.message AND d.session_id = v.session;
            END IF;
        END IF;
        IF o_outcome IN ('no_session', 'taken') OR (o_outcome = 'applied' AND v.kind = 'session_deleted') THEN
            SELECT d.deleted_at INTO v_done
            FROM session_deletions d
            WHERE d.session_id = v.session AND d.owner = p_owner;
            o_gone := coalesce(o_gone, v_done.deleted_at);
        END IF;
        IF o_gone IS NOT NULL AND o_outcome IN ('no_session', 'no_message', 'taken') THEN
            o_outcome := CASE WHEN v.kind LIKE '%deleted' THEN 'known' ELSE 'conflict' END;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;

-- Returns as it did before; messages that are gone are still known to have been said when they were.
CREATE OR REPLACE FUNCTION confab_list_updated(
    p_owner text, p_mode session_mode_enum, p_title text, p_pairs jsonb, p_before timestamptz, p_before_id uuid,
    p_limit integer, p_snapshot pg_snapshot, p_first timestamptz)
RETURNS TABLE (o_entry chat_sessions, o_at timestamptz, o_snapshot pg_snapshot, o_first timestamptz)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
BEGIN
    RETURN QUERY
        SELECT x.entry, x.at, coalesce(p_snapshot, pg_current_snapshot()), coalesce(p_first, clock_timestamp())
        FROM (
            SELECT s AS entry, s.id,
                CASE WHEN p_snapshot IS NULL OR s.updated_at < p_first - interval '1 minute' THEN s.updated_at
                    ELSE greatest((
                        SELECT m.created_at FROM messages m
                        WHERE m.session_id = s.id AND pg_visible_in_snapshot(m.changed, p_snapshot)
                        ORDER BY m.seq DESC
                        LIMIT 1), (
                        SELECT d.said_at FROM message_deletions d
                        WHERE d.session_id = s.id AND pg_visible_in_snapshot(d.said, p_snapshot)
                        ORDER BY d.seq DESC
                        LIMIT 1), s.created_at)
                END AS at
            FROM chat_sessions s
            WHERE s.owner = p_owner
                AND (p_mode IS NULL OR s.mode = p_mode)
                AND (p_title IS NULL OR strpos(lower(s.title), lower(p_title)) > 0)
                AND (p_pairs = '[]' OR confab_has_pairs(s.metadata, p_pairs))
        ) x
        WHERE (x.at, x.id)
            < (coalesce(p_before, 'infinity'), coalesce(p_before_id, '00000000-0000-0000-0000-000000000000'))
        ORDER BY x.at DESC, x.id DESC
        LIMIT p_limit;
END
$$;

DROP FUNCTION confab_changes;

-- Returns what has changed for an owner: what cannot be seen in p_old, or all there is without it, and can be seen in
-- p_upper, or now without it. Who reads on names the same two, and the place of the last change that was told: they come in
-- the order of their numbers. Numbers that are not given out yet are those of a database that this one was restored from.
--
-- o_kind is 0 for the first row, which tells p_upper, and -1 for one that says that deletions since then are forgotten, or
-- that a snapshot is of another database; 1 for a session, 2 for a message, 3 for the deletion of a session, 4 for that of the
-- message o_gone; 5 for a session that a message belongs to. One change more than the limit is told, when there is one.
CREATE FUNCTION confab_changes(
    p_owner text, p_old pg_snapshot, p_upper pg_snapshot, p_number xid8, p_kind integer, p_session uuid, p_seq bigint,
    p_limit integer)
RETURNS TABLE (
    o_kind integer, o_number xid8, o_id uuid, o_seq bigint, o_entry chat_sessions, o_message messages,
    o_deleted timestamptz, o_upper pg_snapshot, o_gone uuid)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
    v_free  xid8 := pg_snapshot_xmax(pg_current_snapshot());
    v_next  bigint := v_free::text::bigint;
    v_upper pg_snapshot := coalesce(p_upper, pg_current_snapshot());
    v_since xid8 := pg_snapshot_xmin(coalesce(p_old, p_upper));
BEGIN
    o_upper := v_upper;
    o_kind := 0;
    IF greatest(pg_snapshot_xmax(p_old), pg_snapshot_xmax(p_upper)) > v_free
            OR v_since <= (SELECT f.forgotten FROM session_feed f) THEN
        o_kind := -1;
    END IF;
    RETURN NEXT;
    IF o_kind < 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
        WITH s AS (
            SELECT x.id, confab_number(x.xmin, v_next)::text::xid8 AS number FROM chat_sessions x WHERE x.owner = p_owner
        ), n AS MATERIALIZED (
            SELECT s.id, s.number FROM s WHERE p_old IS NULL OR NOT pg_visible_in_snapshot(s.number, p_old)
        ), k AS MATERIALIZED (
            SELECT * FROM (
                SELECT n.number, 1 AS kind, n.id, 0::bigint AS seq
                FROM n
                WHERE pg_visible_in_snapshot(n.number, v_upper)
                UNION ALL
                SELECT m.number, 2, n.id, m.seq
                FROM n
                CROSS JOIN LATERAL (
                    SELECT x.changed AS number, x.seq::bigint
                    FROM messages x
                    WHERE x.session_id = n.id
                        AND (p_old IS NULL OR (x.changed < v_free AND NOT pg_visible_in_snapshot(x.changed, p_old)))
                        AND (x.changed >= v_free OR pg_visible_in_snapshot(x.changed, v_upper))
                    OFFSET 0
                ) m
                UNION ALL
                SELECT d.changed, 3, d.session_id, 0
                FROM session_deletions d
                WHERE d.owner = p_owner AND d.changed >= pg_snapshot_xmin(p_old) AND d.changed < v_free
                    AND NOT pg_visible_in_snapshot(d.changed, p_old) AND pg_visible_in_snapshot(d.changed, v_upper)
                UNION ALL
                SELECT d.changed, 4, d.session_id, d.seq::bigint
                FROM message_deletions d
                WHERE d.owner = p_owner AND d.changed >= pg_snapshot_xmin(p_old) AND d.changed < v_free
                    AND NOT pg_visible_in_snapshot(d.changed, p_old) AND pg_visible_in_snapshot(d.changed, v_upper)
            ) c
            WHERE p_number IS NULL OR (c.number, c.kind, c.id, c.seq) > (p_number, p_kind, p_session, p_seq)
            ORDER BY c.number, c.kind, c.id, c.seq
            LIMIT p_limit + 1
        )
        SELECT k.kind, k.number, k.id, k.seq, s, m, coalesce(d.deleted_at, g.deleted_at), NULL::pg_snapshot,
            g.message_id
        FROM k
        LEFT JOIN chat_sessions s ON k.kind = 1 AND s.id = k.id
        LEFT JOIN messages m ON k.kind = 2 AND m.session_id = k.id AND m.seq = k.seq
        LEFT JOIN session_deletions d ON k.kind = 3 AND d.session_id = k.id
        LEFT JOIN message_deletions g ON k.kind = 4 AND g.session_id = k.id AND g.seq = k.seq
        UNION ALL
        SELECT 5, NULL::xid8, s.id, NULL::bigint, s, NULL::messages, NULL::timestamptz, NULL::pg_snapshot, NULL::uuid
        FROM chat_sessions s
        WHERE s.id IN (SELECT n.id FROM k n WHERE n.kind = 2) AND s.id NOT IN (SELECT n.id FROM k n WHERE n.kind = 1)
        ORDER BY 2 NULLS LAST, 1, 3, 4;
END
$$;

-- Forgets the oldest deletions of before a time, so many of sessions and as many of messages, and returns the highest number
-- of those that were ever forgotten.
CREATE OR REPLACE FUNCTION confab_forget_deletions(p_before timestamptz, p_limit integer) RETURNS xid8
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_sessions xid8;
    v_messages xid8;
BEGIN
    WITH old AS (
        SELECT d.session_id FROM session_deletions d
        WHERE d.deleted_at < p_before
        ORDER BY d.deleted_at
        LIMIT p_limit
        FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM session_deletions d USING old o WHERE d.session_id = o.session_id RETURNING d.changed
    )
    SELECT max(g.changed) INTO v_sessions FROM gone g;
    WITH old AS (
        SELECT d.owner, d.message_id FROM message_deletions d
        WHERE d.deleted_at < p_before
        ORDER BY d.deleted_at
        LIMIT p_limit
        FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM message_deletions d USING old o
        WHERE d.owner = o.owner AND d.message_id = o.message_id
        RETURNING d.changed
    )
    SELECT max(g.changed) INTO v_messages FROM gone g;
    UPDATE session_feed f SET forgotten = greatest(f.forgotten, v_sessions, v_messages)
    WHERE v_sessions IS NOT NULL OR v_messages IS NOT NULL;
    RETURN (SELECT f.forgotten FROM session_feed f);
END
$$;

-- Stores words of messages and titles, and how far sessions have got. What another process has stored meanwhile stays: two
-- stretches of a log become one only where they meet. Words are divided by spaces. A message that is deleted meanwhile leaves
-- none here.
CREATE OR REPLACE FUNCTION confab_save_search(
    p_owner text, p_sessions uuid[], p_low bigint[], p_high bigint[], p_titles text[], p_text_sessions uuid[],
    p_seqs bigint[], p_roles message_role_enum[], p_lengths integer[], p_created timestamptz[], p_words text[])
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_there uuid[];
BEGIN
    -- A session that is deleted meanwhile must not leave anything here.
    SELECT array_agg(x.id) INTO v_there
    FROM (
        SELECT s.id FROM chat_sessions s
        WHERE s.id = ANY (p_sessions) AND s.owner = p_owner
        ORDER BY s.id
        FOR KEY SHARE) x;
    INSERT INTO search_marks AS m (session_id, owner, low, high, title)
    SELECT u.id, p_owner, u.low, u.high, u.title
    FROM unnest(p_sessions, p_low, p_high, p_titles) u (id, low, high, title)
    WHERE u.id = ANY (v_there)
    ORDER BY u.id
    ON CONFLICT (session_id) DO UPDATE
    SET low = CASE WHEN excluded.low <= m.high AND excluded.high >= m.low THEN least(m.low, excluded.low) ELSE m.low END,
        high = CASE WHEN excluded.low <= m.high AND excluded.high >= m.low THEN greatest(m.high, excluded.high)
            ELSE m.high END,
        title = excluded.title;
    DELETE FROM search_texts t
    USING unnest(p_sessions, p_titles) u (id, title)
    WHERE t.session_id = u.id AND t.seq = 0 AND u.title IS NULL;
    INSERT INTO search_texts AS t (session_id, seq, owner, role, length, created_at, words)
    SELECT u.id, u.seq, p_owner, u.role, u.length, u.created, array_to_tsvector(string_to_array(u.words, ' '))
    FROM unnest(p_text_sessions, p_seqs, p_roles, p_lengths, p_created, p_words)
        u (id, seq, role, length, created, words)
    WHERE u.id = ANY (v_there)
        AND (u.seq = 0 OR EXISTS (SELECT FROM messages x WHERE x.session_id = u.id AND x.seq = u.seq))
    ON CONFLICT (session_id, seq) DO UPDATE
    SET words = excluded.words, length = excluded.length
    WHERE t.seq = 0;
    RETURN true;
END
$$;
