-- Sessions as things that people list, name and delete, messages that no run is about, and what has changed since when.
--
-- Every change has a number, that of the transaction that made it; of a session it is the one that its row has anyway.
-- Numbers are given out in another order than that of commits, so a reader keeps what could be seen when it last read (a
-- snapshot: which numbers were through): all that could not be seen then, and can now, is new, however early it began. The
-- row of a session is written with each of its messages, so it tells which logs have something new. Nothing of this costs
-- a turn anything. A trigger that kept a number of its own in the session's row was weighed: 6 % of a turn, and an index on
-- it as much again, since rows could not be updated in place any more. Instead whoever reads looks at all sessions of an
-- owner, two or three milliseconds for a thousand of them.
--
-- What writes sessions must do so outside of subtransactions, whose numbers snapshots do not tell.
--
-- Locks are taken in the order that holds for turns; what is deleted of documents follows the runs and their logs.

ALTER TABLE chat_sessions
    -- How often title, mode, documents or metadata were changed.
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    -- The words by which a session was made under an identity that its maker chose, as a hash.
    ADD COLUMN made_of bytea;

ALTER TABLE messages
    ALTER COLUMN run_id DROP NOT NULL,
    -- Rows that are there get the number of this migration, without being written.
    ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX chat_sessions_newest ON chat_sessions (owner, created_at, id);

CREATE TABLE session_deletions (
    session_id uuid PRIMARY KEY,
    owner      varchar(200) NOT NULL,
    changed    xid8 NOT NULL DEFAULT pg_current_xact_id(),
    deleted_at timestamptz NOT NULL
);

CREATE INDEX session_deletions_changed ON session_deletions (owner, changed);
CREATE INDEX session_deletions_oldest ON session_deletions (deleted_at);

-- The highest number of a deletion that is forgotten.
CREATE TABLE session_feed (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    forgotten xid8 NOT NULL DEFAULT '0'
);

INSERT INTO session_feed DEFAULT VALUES;

-- Deletes turns that are remembered as documents, which have the identities of their runs. Of many something may be left
-- for confab_sweep, which nobody finds.
CREATE FUNCTION confab_forget_turns(p_runs uuid[], p_sessions uuid[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_documents uuid[];
    v_found     document_states[];
    v_document  document_states;
    v_version   record;
    v_passages  bigint[] := '{}';
    v_lengths   bigint[] := '{}';
    v_position  bigint;
BEGIN
    SELECT array_agg(d.id ORDER BY d.id) INTO v_documents
    FROM documents d
    WHERE d.id = ANY (p_runs) AND d.remembered = ANY (p_sessions);
    IF v_documents IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM documents d WHERE d.id = ANY (v_documents) ORDER BY d.id FOR UPDATE;
    SELECT array_agg(s) INTO v_found FROM document_states s WHERE s.id = ANY (v_documents);
    DELETE FROM documents d WHERE d.id = ANY (v_documents);
    FOREACH v_document IN ARRAY v_found LOOP
        v_passages := v_passages || 0::bigint;
        v_lengths := v_lengths || 0::bigint;
        FOR v_version IN
            DELETE FROM document_versions v
            WHERE v.document_id = v_document.id
            RETURNING v.version, v.content_id, v.passages, v.length
        LOOP
            INSERT INTO document_sweeps (document_id, version, content_id, whole)
            VALUES (v_document.id, v_version.version, v_version.content_id, true);
            IF v_version.version = v_document.searchable THEN
                v_passages[cardinality(v_passages)] := v_version.passages;
                v_lengths[cardinality(v_lengths)] := v_version.length;
            END IF;
        END LOOP;
    END LOOP;
    PERFORM confab_sweep(500);
    FOR v_at IN 1..cardinality(v_found) LOOP
        v_document := v_found[v_at];
        IF v_document.searchable IS NOT NULL THEN
            v_position := confab_tick(v_document.owner, NULL, -1, -v_passages[v_at], -v_lengths[v_at]);
            INSERT INTO passage_removals (document_id, position, owner, removed_at)
            VALUES (v_document.id, v_position, v_document.owner, clock_timestamp());
        END IF;
    END LOOP;
    IF v_position IS NOT NULL THEN
        PERFORM confab_forget_removals(v_position);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION confab_forget_sessions() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_runs   uuid[];
    v_logged uuid[];
BEGIN
    INSERT INTO session_deletions (session_id, owner, deleted_at)
    SELECT g.id, g.owner, clock_timestamp() FROM gone g
    ON CONFLICT (session_id) DO UPDATE
    SET owner = excluded.owner, changed = excluded.changed, deleted_at = excluded.deleted_at;
    WITH r AS (DELETE FROM runs r USING gone g WHERE r.session_id = g.id RETURNING r.id, r.logged)
    SELECT array_agg(r.id), array_agg(r.id) FILTER (WHERE r.logged) INTO v_runs, v_logged FROM r;
    IF v_logged IS NOT NULL THEN
        PERFORM FROM run_logs l WHERE l.run_id = ANY (v_logged) ORDER BY l.run_id FOR UPDATE;
        DELETE FROM run_logs l WHERE l.run_id = ANY (v_logged);
        DELETE FROM run_text t WHERE t.run_id = ANY (v_logged);
    END IF;
    DELETE FROM messages m USING gone g WHERE m.session_id = g.id;
    IF v_runs IS NOT NULL THEN
        PERFORM confab_forget_turns(v_runs, ARRAY(SELECT g.id FROM gone g));
    END IF;
    RETURN NULL;
END
$$;

-- A turn is remembered in the background. When its session is deleted meanwhile it must not be.
CREATE FUNCTION confab_guard_remembered() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM chat_sessions s WHERE s.id = NEW.remembered FOR KEY SHARE;
    IF EXISTS (SELECT FROM session_deletions d WHERE d.session_id = NEW.remembered) THEN
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'the session of the turn is deleted';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER guard_remembered BEFORE INSERT ON documents
FOR EACH ROW WHEN (NEW.remembered IS NOT NULL) EXECUTE FUNCTION confab_guard_remembered();

-- Returns whether each of these documents is one that the owner may see.
CREATE FUNCTION confab_sees(p_owner text, p_documents uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM unnest(p_documents) n (document)
        WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = n.document AND d.owner IN (p_owner, '*')));
END
$$;

-- Makes a session. p_made_of is there when it may be said again. o_outcome is created, known, taken or no_document.
CREATE FUNCTION confab_create_session(
    p_owner text, p_session uuid, p_title text, p_mode session_mode_enum, p_documents uuid[], p_metadata jsonb,
    p_made_of bytea)
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
        IF EXISTS (SELECT FROM session_deletions d WHERE d.session_id = p_session) THEN
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    IF NOT confab_sees(p_owner, p_documents) THEN
        o_outcome := 'no_document';
        RETURN NEXT;
        RETURN;
    END IF;
    INSERT INTO chat_sessions AS s (id, owner, title, mode, documents, metadata, made_of, created_at, updated_at)
    SELECT p_session, p_owner, p_title, p_mode, nullif(p_documents, '{}'), p_metadata, p_made_of, t.now, t.now
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

-- o_outcome is changed, stale, no_document or no_session. Documents that the session names already may be gone by now.
CREATE FUNCTION confab_change_session(
    p_owner text, p_session uuid, p_expected bigint, p_title text, p_mode session_mode_enum, p_documents uuid[],
    p_metadata jsonb)
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
    IF o_outcome IS NULL THEN
        UPDATE chat_sessions s
        SET title = p_title, mode = p_mode, documents = nullif(p_documents, '{}'), metadata = p_metadata,
            revision = s.revision + 1
        WHERE s.id = p_session
        RETURNING s.* INTO o_entry;
        o_outcome := 'changed';
    END IF;
    RETURN NEXT;
END
$$;

-- o_outcome is deleted, stale or no_session; o_unended are the runs that had not ended, o_more tells whether something is
-- left for confab_sweep.
CREATE FUNCTION confab_delete_session(p_owner text, p_session uuid, p_revision bigint, p_last_seq bigint)
RETURNS TABLE (o_outcome text, o_unended uuid[], o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_revision bigint;
    v_last_seq bigint;
BEGIN
    o_more := false;
    SELECT s.revision, s.last_seq INTO v_revision, v_last_seq
    FROM chat_sessions s
    WHERE s.id = p_session AND s.owner = p_owner
    FOR UPDATE;
    o_outcome := CASE WHEN NOT FOUND THEN 'no_session'
        WHEN p_revision <> v_revision OR p_last_seq <> v_last_seq THEN 'stale' ELSE 'deleted' END;
    IF o_outcome = 'deleted' THEN
        SELECT array_agg(r.id ORDER BY r.created_at, r.id) INTO o_unended
        FROM runs r
        WHERE r.session_id = p_session AND r.ended_at IS NULL;
        DELETE FROM chat_sessions s WHERE s.id = p_session;
        o_more := EXISTS (SELECT FROM document_sweeps);
    END IF;
    RETURN NEXT;
END
$$;

-- Adds a message that no run is about. o_outcome is added, known, taken, busy or no_session; o_active is the run that is
-- in the way.
CREATE FUNCTION confab_add_message(
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
    UPDATE chat_sessions s
    SET last_seq = s.last_seq + 1, updated_at = greatest(clock_timestamp(), s.updated_at)
    WHERE s.id = p_session
    RETURNING s.last_seq, s.updated_at INTO v_seq, v_now;
    INSERT INTO messages AS m (id, session_id, seq, turn_seq, role, content, status, created_at)
    VALUES (p_message, p_session, v_seq, coalesce(v_turn, v_seq), p_role, p_content, 'complete', v_now)
    RETURNING m.* INTO o_message;
    o_outcome := 'added';
    RETURN NEXT;
END
$$;

-- Returns whether a session has all these [key, value] pairs.
CREATE FUNCTION confab_has_pairs(p_metadata jsonb, p_pairs jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT NOT EXISTS (
        SELECT FROM jsonb_array_elements(p_pairs) p (pair)
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(p_metadata) e (entry) WHERE e.entry = p.pair))
$$;

-- Returns sessions of an owner, those that were made last before others, and by which time each one is listed.
CREATE FUNCTION confab_list_created(
    p_owner text, p_mode session_mode_enum, p_title text, p_pairs jsonb, p_before timestamptz, p_before_id uuid,
    p_limit integer)
RETURNS TABLE (o_entry chat_sessions, o_at timestamptz, o_snapshot pg_snapshot, o_first timestamptz)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
AS $$
BEGIN
    RETURN QUERY
        SELECT s, s.created_at, NULL::pg_snapshot, NULL::timestamptz
        FROM chat_sessions s
        WHERE s.owner = p_owner
            AND (s.created_at, s.id)
                < (coalesce(p_before, 'infinity'), coalesce(p_before_id, '00000000-0000-0000-0000-000000000000'))
            AND (p_mode IS NULL OR s.mode = p_mode)
            AND (p_title IS NULL OR strpos(lower(s.title), lower(p_title)) > 0)
            AND (p_pairs = '[]' OR confab_has_pairs(s.metadata, p_pairs))
        ORDER BY s.created_at DESC, s.id DESC
        LIMIT p_limit;
END
$$;

-- Returns as confab_list_created does, those whose logs grew last before others. Who reads on names what could be seen
-- when the first page was read, and when that was: each session is listed by the last of its messages that could be seen
-- then, wherever it stands by now.
CREATE FUNCTION confab_list_updated(
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
                    ELSE coalesce((
                        SELECT m.created_at FROM messages m
                        WHERE m.session_id = s.id AND pg_visible_in_snapshot(m.changed, p_snapshot)
                        ORDER BY m.seq DESC
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

-- Returns the whole number of a transaction of which a row has the lower half, the latest before p_next. Of one that is
-- longer ago than four billions it says too much, and a session is told once more.
CREATE FUNCTION confab_number(p_half xid, p_next bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT p_next - 1 - ((p_next - 1 - p_half::text::bigint) & 4294967295)
$$;

-- Returns what has changed for an owner: what cannot be seen in p_old, or all there is without it, and can be seen in
-- p_upper, or now without it. Who reads on names the same two, and the place of the last change that was told: they come in
-- the order of their numbers. Numbers that are not given out yet are those of a database that this one was restored from.
--
-- o_kind is 0 for the first row, which tells p_upper, and -1 for one that says that deletions since then are forgotten, or
-- that a snapshot is of another database; 1 for a session, 2 for a message, 3 for a deletion; 4 for a session that a message
-- belongs to. One change more than the limit is told, when there is one.
CREATE FUNCTION confab_changes(
    p_owner text, p_old pg_snapshot, p_upper pg_snapshot, p_number xid8, p_kind integer, p_session uuid, p_seq bigint,
    p_limit integer)
RETURNS TABLE (
    o_kind integer, o_number xid8, o_id uuid, o_seq bigint, o_entry chat_sessions, o_message messages,
    o_deleted timestamptz, o_upper pg_snapshot)
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
            ) c
            WHERE p_number IS NULL OR (c.number, c.kind, c.id, c.seq) > (p_number, p_kind, p_session, p_seq)
            ORDER BY c.number, c.kind, c.id, c.seq
            LIMIT p_limit + 1
        )
        SELECT k.kind, k.number, k.id, k.seq, s, m, d.deleted_at, NULL::pg_snapshot
        FROM k
        LEFT JOIN chat_sessions s ON k.kind = 1 AND s.id = k.id
        LEFT JOIN messages m ON k.kind = 2 AND m.session_id = k.id AND m.seq = k.seq
        LEFT JOIN session_deletions d ON k.kind = 3 AND d.session_id = k.id
        UNION ALL
        SELECT 4, NULL::xid8, s.id, NULL::bigint, s, NULL::messages, NULL::timestamptz, NULL::pg_snapshot
        FROM chat_sessions s
        WHERE s.id IN (SELECT n.id FROM k n WHERE n.kind = 2) AND s.id NOT IN (SELECT n.id FROM k n WHERE n.kind = 1)
        ORDER BY 2 NULLS LAST, 1, 3, 4;
END
$$;

-- Forgets the oldest deletions of before a time, and returns the highest number of those that were ever forgotten.
CREATE FUNCTION confab_forget_deletions(p_before timestamptz, p_limit integer) RETURNS xid8
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_gone xid8;
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
    SELECT max(g.changed) INTO v_gone FROM gone g;
    UPDATE session_feed f SET forgotten = greatest(f.forgotten, v_gone) WHERE v_gone IS NOT NULL;
    RETURN (SELECT f.forgotten FROM session_feed f);
END
$$;
