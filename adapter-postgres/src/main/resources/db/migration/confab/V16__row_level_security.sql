-- A second lock: rows of an owner are there for nobody else, whatever a statement asks for.
--
-- Each statement says for whom it is, by a setting that ends with its transaction: confab.owner for an owner, confab.everyone
-- for work that is nobody's, such as looking for runs without an executor. Without either there is nothing to be seen. The tables' owner is held to it as others are; a superuser, or a role with BYPASSRLS, is not.
--
-- A migration that reads or writes rows begins with SELECT set_config('confab.everyone', 'on', true).
--
-- Some tables have no lock. Those of search hold no text: what is found there is given out by way of messages and passages
-- only, and with a lock PostgreSQL would not use their indexes of words, whose operators it does not trust to keep what they
-- read to themselves. Tokens are looked up before anybody is known. The others are nobody's: vector_spaces, passage_clock,
-- session_feed, document_sweeps, background_tasks.

SELECT set_config('confab.everyone', 'on', true);

-- Whether rows of everyone are there from now on; returns what was so before, which the caller gives back when he is done.
CREATE FUNCTION confab_reach(p_everyone text) RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    v_before text := coalesce(current_setting('confab.everyone', true), '');
BEGIN
    PERFORM set_config('confab.everyone', p_everyone, true);
    RETURN v_before;
END
$$;

-- Returns what it is given, and lets the rest of the transaction see the rows of everyone: an argument of a function is looked
-- at before the function begins.
CREATE FUNCTION confab_everyone(p_argument anyelement) RETURNS anyelement
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM set_config('confab.everyone', 'on', true);
    RETURN p_argument;
END
$$;

-- Messages have their owner with them, so that a turn need not look at their session for each of them. Rows that are there are
-- written anew in one pass, which leaves no dead ones.
CREATE FUNCTION confab_owner_of(p_session uuid) RETURNS varchar
LANGUAGE sql STABLE
AS $$
    SELECT coalesce((SELECT s.owner FROM chat_sessions s WHERE s.id = p_session), '-');
$$;

ALTER TABLE messages ADD COLUMN owner varchar(200);
ALTER TABLE messages
    ALTER COLUMN owner TYPE varchar(200) USING confab_owner_of(session_id),
    ALTER COLUMN owner SET DEFAULT current_setting('confab.owner'),
    ALTER COLUMN owner SET NOT NULL,
    ADD CONSTRAINT messages_owner CHECK (owner <> '');

DROP FUNCTION confab_owner_of(uuid);

DO $$
DECLARE
    c_everyone CONSTANT text := '(current_setting(''confab.everyone'', true) = ''on'')';
    c_owner    CONSTANT text := '(owner = current_setting(''confab.owner'', true))';
    v_table    text;
    v_parent   text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY[
        'chat_sessions', 'messages', 'runs', 'search_marks', 'session_deletions', 'assistants',
        'assistant_revisions', 'documents', 'document_versions', 'document_contents', 'document_owners',
        'passage_removals', 'message_deletions', 'request_windows', 'quota_days', 'quota_reservations', 'session_summaries']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format('CREATE POLICY confab_owner ON %I USING (%s OR %s)', v_table, c_owner, c_everyone);
    END LOOP;

    -- What hangs on a row is there for whoever that row is there for.
    FOR v_table, v_parent IN VALUES
        ('run_logs', 'SELECT FROM runs r WHERE r.id = run_id'),
        ('run_text', 'SELECT FROM runs r WHERE r.id = run_id'),
        ('document_parts', 'SELECT FROM document_contents c WHERE c.id = content_id'),
        ('document_pages', 'SELECT FROM documents d WHERE d.id = document_id'),
        ('passages', 'SELECT FROM documents d WHERE d.id = document_id'),
        ('passage_vectors', 'SELECT FROM passages p WHERE p.id = passage_id')
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format('CREATE POLICY confab_owner ON %I USING (%s OR EXISTS (%s))', v_table, c_everyone, v_parent);
    END LOOP;

    -- What everybody may read.
    FOREACH v_table IN ARRAY ARRAY['documents', 'document_versions', 'document_owners'] LOOP
        EXECUTE format('CREATE POLICY confab_common ON %I FOR SELECT USING (owner IN (''*'', ''''))', v_table);
    END LOOP;
END
$$;

-- What an owner deletes takes along what hangs on it, which is no longer anybody's once the row itself is gone.
CREATE OR REPLACE FUNCTION confab_forget_sessions() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_reach text := confab_reach('on');
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
    PERFORM confab_reach(v_reach);
    RETURN NULL;
END
$$;

-- An identity that was somebody's stays taken for everybody.
CREATE OR REPLACE FUNCTION confab_was_deleted(p_session uuid) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    v_reach text := confab_reach('on');
    v_was   boolean;
BEGIN
    v_was := EXISTS (SELECT FROM session_deletions d WHERE d.session_id = p_session);
    PERFORM confab_reach(v_reach);
    RETURN v_was;
END
$$;

-- What is left of documents is nobody's any more.
CREATE OR REPLACE FUNCTION confab_sweep(p_limit integer) RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_reach text := confab_reach('on');
    v_sweep    record;
    v_left     integer := p_limit;
    v_passages uuid[];
BEGIN
    WHILE v_left > 0 LOOP
        SELECT s.id, s.document_id, s.version, s.content_id, s.whole INTO v_sweep
        FROM document_sweeps s
        ORDER BY s.id
        LIMIT 1
        FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            PERFORM confab_reach(v_reach);
            RETURN false;
        END IF;
        SELECT array_agg(x.id) INTO v_passages
        FROM (
            SELECT p.id
            FROM passages p
            WHERE p.document_id = v_sweep.document_id AND p.version = v_sweep.version
                AND (v_sweep.whole OR EXISTS (SELECT FROM passage_terms t WHERE t.passage_id = p.id))
            LIMIT v_left) x;
        IF v_sweep.whole THEN
            PERFORM confab_drop_passages(v_passages);
        ELSE
            PERFORM confab_drop_search(v_passages);
        END IF;
        IF coalesce(cardinality(v_passages), 0) < v_left THEN
            IF v_sweep.whole THEN
                DELETE FROM document_pages g WHERE g.document_id = v_sweep.document_id AND g.version = v_sweep.version;
                DELETE FROM document_contents c WHERE c.id = v_sweep.content_id;
                DELETE FROM document_parts p WHERE p.content_id = v_sweep.content_id;
            END IF;
            DELETE FROM document_sweeps s WHERE s.id = v_sweep.id;
        END IF;
        -- A version without passages has pages and a content.
        v_left := v_left - coalesce(cardinality(v_passages), 0) - 10;
    END LOOP;
    PERFORM confab_reach(v_reach);
    RETURN EXISTS (SELECT FROM document_sweeps);
END
$$;

-- Whose deletions are forgotten is all the same.
CREATE OR REPLACE FUNCTION confab_forget_removals(p_latest bigint) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_reach text := confab_reach('on');
    v_horizon bigint;
BEGIN
    WITH gone AS (
        DELETE FROM passage_removals r
        WHERE r.position IN (SELECT x.position FROM passage_removals x ORDER BY x.position LIMIT 10)
            AND r.removed_at < clock_timestamp()
                - CASE WHEN r.position <= p_latest - 100000 THEN interval '1 day' ELSE interval '30 days' END
        RETURNING r.position
    )
    SELECT max(g.position) INTO v_horizon FROM gone g;
    IF v_horizon IS NOT NULL THEN
        UPDATE passage_clock c SET horizon = v_horizon;
    END IF;
    PERFORM confab_reach(v_reach);
END
$$;

-- Vectors are there as long as their passages.
CREATE OR REPLACE FUNCTION confab_drop_passages(p_passages uuid[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM confab_drop_search(p_passages);
    DELETE FROM passages p WHERE p.id = ANY (p_passages);
END
$$;

-- What others gave and did not use is deleted too.
CREATE OR REPLACE FUNCTION confab_put_content(p_owner text, p_content uuid, p_part integer, p_bytes bytea) RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_old   uuid[];
    v_reach text;
BEGIN
    INSERT INTO document_contents (id, owner, created_at) VALUES (p_content, p_owner, clock_timestamp())
    ON CONFLICT (id) DO NOTHING;
    PERFORM FROM document_contents c WHERE c.id = p_content AND c.owner = p_owner FOR KEY SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO document_parts (content_id, part, bytes) VALUES (p_content, p_part, p_bytes)
    ON CONFLICT (content_id, part) DO NOTHING;
    IF p_part = 0 THEN
        v_reach := confab_reach('on');
        WITH old AS (
            SELECT c.id FROM document_contents c
            WHERE NOT c.used AND c.created_at < clock_timestamp() - interval '1 hour'
            ORDER BY c.created_at
            LIMIT 4
            FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM document_contents c USING old o WHERE c.id = o.id AND NOT c.used RETURNING c.id
        )
        SELECT array_agg(g.id) INTO v_old FROM gone g;
        IF v_old IS NOT NULL THEN
            DELETE FROM document_parts p WHERE p.content_id = ANY (v_old);
        END IF;
        PERFORM confab_reach(v_reach);
    END IF;
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION confab_claim(p_replica uuid, p_lease_seconds double precision, p_limit integer, p_max_attempts integer)
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
        SELECT c.session_id, min(c.owner) AS owner
        FROM (
            SELECT r.session_id, r.id, r.owner FROM runs r
            WHERE r.status = 'running' AND r.lease_until <= clock_timestamp()
            UNION ALL
            SELECT q.session_id, q.id, q.owner FROM runs q
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
            -- The answer that is made of its text is its owner's.
            PERFORM set_config('confab.owner', v_session.owner, true);
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
