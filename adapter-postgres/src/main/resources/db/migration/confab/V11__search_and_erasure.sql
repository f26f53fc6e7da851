-- Searching messages and titles by their words, and forgetting what an owner has.
--
-- A turn pays nothing for being searchable: whoever searches brings the words of the owner's sessions up to date first.
-- What is there already is told by positions in each session's log, never by times: these are not the order of commits.

-- Of a session, the messages behind "low" up to "high" have their words in search_texts, and so has this title.
CREATE TABLE search_marks (
    session_id uuid PRIMARY KEY,
    owner      varchar(200) NOT NULL,
    low        bigint NOT NULL,
    high       bigint NOT NULL,
    title      varchar(500)
) WITH (fillfactor = 75);

-- Each word has its owner's mark before it, so that an owner's words are found without reading those of others. The words
-- stand outside of the rows, which are read by the thousand when only their times are asked for.
CREATE TABLE search_texts (
    session_id uuid NOT NULL,
    -- 0 is the session's title.
    seq        bigint NOT NULL,
    owner      varchar(200) NOT NULL,
    role       message_role_enum,
    length     integer NOT NULL,
    created_at timestamptz NOT NULL,
    words      tsvector STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (session_id, seq)
) WITH (toast_tuple_target = 128);

CREATE INDEX search_texts_words ON search_texts USING gin (words) WITH (gin_pending_list_limit = 1024);

-- Who has many sessions has them found by their owner. There may be such an index already.
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = 'chat_sessions'::regclass AND a.attname = 'owner' AND i.indpred IS NULL) THEN
        CREATE INDEX chat_sessions_owner ON chat_sessions (owner, id);
    END IF;
END
$$;

CREATE FUNCTION confab_forget_search() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM search_texts t USING gone g WHERE t.session_id = g.id;
    DELETE FROM search_marks m USING gone g WHERE m.session_id = g.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER forget_search AFTER DELETE ON chat_sessions
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION confab_forget_search();

-- Returns messages and titles of an owner whose words are not there, those of the sessions that changed last and the newest
-- messages first; behind those of each session one row without a position, which tells how far it has got then.
CREATE FUNCTION confab_search_lacking(p_owner text, p_limit integer, p_characters integer)
RETURNS TABLE (
    o_session uuid, o_seq bigint, o_role message_role_enum, o_created timestamptz, o_text text, o_low bigint,
    o_high bigint, o_title varchar)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
AS $$
DECLARE
    v_session    record;
    v_message    record;
    v_left       integer := p_limit;
    v_characters integer := p_characters;
BEGIN
    FOR v_session IN
        SELECT s.id, s.title, s.created_at, s.last_seq, coalesce(m.low, s.last_seq) AS low,
            coalesce(m.high, s.last_seq) AS high, s.title IS DISTINCT FROM m.title AS renamed
        FROM chat_sessions s
        LEFT JOIN search_marks m ON m.session_id = s.id
        WHERE s.owner = p_owner
            AND (m.session_id IS NULL OR m.high < s.last_seq OR m.low > 0 OR s.title IS DISTINCT FROM m.title)
        ORDER BY s.updated_at DESC
        LIMIT p_limit
    LOOP
        EXIT WHEN v_left <= 0 OR v_characters <= 0;
        o_session := v_session.id;
        o_low := v_session.low;
        o_high := v_session.high;
        IF v_session.renamed THEN
            o_seq := 0;
            o_role := NULL;
            o_created := v_session.created_at;
            o_text := v_session.title;
            v_left := v_left - 1;
            RETURN NEXT;
        END IF;
        FOR v_message IN
            SELECT m.seq, m.role, m.created_at, m.content
            FROM messages m
            WHERE m.session_id = v_session.id AND m.seq > v_session.high
            ORDER BY m.seq
        LOOP
            EXIT WHEN v_left <= 0 OR v_characters <= 0;
            o_seq := v_message.seq;
            o_role := v_message.role;
            o_created := v_message.created_at;
            o_text := v_message.content;
            o_high := v_message.seq;
            v_left := v_left - 1;
            v_characters := v_characters - length(o_text);
            RETURN NEXT;
        END LOOP;
        FOR v_message IN
            SELECT m.seq, m.role, m.created_at, m.content
            FROM messages m
            WHERE m.session_id = v_session.id AND m.seq <= v_session.low
            ORDER BY m.seq DESC
        LOOP
            EXIT WHEN v_left <= 0 OR v_characters <= 0;
            o_seq := v_message.seq;
            o_role := v_message.role;
            o_created := v_message.created_at;
            o_text := v_message.content;
            o_low := v_message.seq - 1;
            v_left := v_left - 1;
            v_characters := v_characters - length(o_text);
            RETURN NEXT;
        END LOOP;
        IF v_left > 0 AND v_characters > 0 THEN
            o_low := 0;
            o_high := greatest(o_high, v_session.last_seq);
        END IF;
        o_seq := NULL;
        o_role := NULL;
        o_created := NULL;
        o_text := NULL;
        o_title := v_session.title;
        RETURN NEXT;
        o_title := NULL;
    END LOOP;
END
$$;

-- Stores words of messages and titles, and how far sessions have got. What another process has stored meanwhile stays: two
-- stretches of a log become one only where they meet. Words are divided by spaces.
CREATE FUNCTION confab_save_search(
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
    ON CONFLICT (session_id, seq) DO UPDATE
    SET words = excluded.words, length = excluded.length
    WHERE t.seq = 0;
    RETURN true;
END
$$;

-- Returns the newest texts of an owner that have certain words: no more than p_limit, and no more than have about so many
-- characters together; o_cut tells whether there are others. When words are missing, and p_anyway does not say that this
-- will do, it returns what confab_search_lacking does instead.
CREATE FUNCTION confab_search(
    p_owner text, p_words text, p_session uuid, p_role message_role_enum, p_from timestamptz, p_to timestamptz,
    p_until timestamptz, p_limit integer, p_characters integer, p_anyway boolean, p_lacking integer,
    p_lacking_characters integer)
RETURNS TABLE (
    o_lacking boolean, o_session uuid, o_seq bigint, o_role message_role_enum, o_created timestamptz, o_text text,
    o_low bigint, o_high bigint, o_title varchar, o_message uuid, o_cut boolean)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET jit = off
AS $$
BEGIN
    IF NOT p_anyway THEN
        RETURN QUERY
            SELECT true, l.o_session, l.o_seq, l.o_role, l.o_created, l.o_text, l.o_low, l.o_high, l.o_title,
                NULL::uuid, false
            FROM confab_search_lacking(p_owner, p_lacking, p_lacking_characters) l;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY
        WITH c AS MATERIALIZED (
            SELECT t.session_id, t.seq, t.created_at, t.length
            FROM search_texts t
            WHERE t.words @@ p_words::tsquery AND t.owner = p_owner
                AND (p_session IS NULL OR t.session_id = p_session) AND (p_role IS NULL OR t.role = p_role)
                AND (p_from IS NULL OR t.created_at >= p_from) AND (p_to IS NULL OR t.created_at < p_to)
                AND (p_until IS NULL OR t.created_at <= p_until)
            ORDER BY t.created_at DESC, t.session_id, t.seq
            LIMIT p_limit + 1
        ), w AS MATERIALIZED (
            SELECT c.session_id, c.seq, c.created_at,
                row_number() OVER o <= p_limit AND sum(c.length) OVER o - c.length < p_characters AS kept
            FROM c
            WINDOW o AS (ORDER BY c.created_at DESC, c.session_id, c.seq ROWS UNBOUNDED PRECEDING)
        )
        SELECT false, w.session_id, w.seq, x.role, w.created_at, coalesce(x.content, s.title::text), 0::bigint,
            0::bigint, s.title, x.id, EXISTS (SELECT FROM w y WHERE NOT y.kept)
        FROM w
        CROSS JOIN LATERAL (
            SELECT z.title FROM chat_sessions z WHERE z.id = w.session_id AND z.owner = p_owner OFFSET 0) s
        LEFT JOIN LATERAL (
            SELECT m.id, m.role, m.content FROM messages m WHERE m.session_id = w.session_id AND m.seq = w.seq OFFSET 0) x
            ON true
        WHERE w.kept AND (x.id IS NOT NULL OR (w.seq = 0 AND s.title IS NOT NULL));
END
$$;

-- Deletes sessions with all that hangs on them. The caller holds their rows.
CREATE FUNCTION confab_drop_sessions(p_sessions uuid[], OUT o_messages bigint, OUT o_runs bigint)
LANGUAGE plpgsql
AS $$
DECLARE
    v_logged uuid[];
BEGIN
    WITH r AS (DELETE FROM runs r WHERE r.session_id = ANY (p_sessions) RETURNING r.id, r.logged)
    SELECT count(*), array_agg(r.id) FILTER (WHERE r.logged) INTO o_runs, v_logged FROM r;
    DELETE FROM run_logs l WHERE l.run_id = ANY (v_logged);
    DELETE FROM run_text t WHERE t.run_id = ANY (v_logged);
    DELETE FROM messages m WHERE m.session_id = ANY (p_sessions);
    GET DIAGNOSTICS o_messages = ROW_COUNT;
    -- Whatever else hangs on a session is deleted by its triggers.
    DELETE FROM chat_sessions s WHERE s.id = ANY (p_sessions);
END
$$;

-- Takes the end off a session that is too long to be deleted at once, so that what is left is a shorter one. The caller holds
-- its row.
CREATE FUNCTION confab_shorten_session(p_session uuid, p_last bigint, OUT o_messages bigint, OUT o_runs bigint)
LANGUAGE plpgsql
AS $$
DECLARE
    v_logged uuid[];
BEGIN
    WITH r AS (
        DELETE FROM runs r
        WHERE r.session_id = p_session AND (r.ask_seq > p_last OR r.answer_seq > p_last)
        RETURNING r.id, r.logged
    )
    SELECT count(*), array_agg(r.id) FILTER (WHERE r.logged) INTO o_runs, v_logged FROM r;
    DELETE FROM run_logs l WHERE l.run_id = ANY (v_logged);
    DELETE FROM run_text t WHERE t.run_id = ANY (v_logged);
    DELETE FROM search_texts t WHERE t.session_id = p_session AND t.seq > p_last;
    DELETE FROM messages m WHERE m.session_id = p_session AND m.seq > p_last;
    GET DIAGNOSTICS o_messages = ROW_COUNT;
    UPDATE search_marks m SET high = least(m.high, p_last), low = least(m.low, p_last) WHERE m.session_id = p_session;
    UPDATE chat_sessions s SET last_seq = p_last WHERE s.id = p_session;
END
$$;

-- Deletes documents; what is large about them is left for confab_sweep. The clock is taken last, as ever. Indexes only need to
-- know which documents are gone: whose they were is not kept.
CREATE FUNCTION confab_drop_documents(p_documents uuid[]) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    v_gone     record;
    v_count    bigint := 0;
    v_position bigint;
    v_ids      uuid[] := '{}';
    v_owners   text[] := '{}';
    v_passages bigint[] := '{}';
    v_lengths  bigint[] := '{}';
BEGIN
    FOR v_gone IN
        WITH d AS (
            DELETE FROM documents d WHERE d.id = ANY (p_documents) RETURNING d.id, d.owner, d.searchable
        ), v AS (
            DELETE FROM document_versions v USING d WHERE v.document_id = d.id
            RETURNING v.document_id, v.version, v.content_id, v.passages, v.length
        ), s AS (
            INSERT INTO document_sweeps (document_id, version, content_id, whole)
            SELECT v.document_id, v.version, v.content_id, true FROM v
        )
        SELECT d.id, d.owner, d.searchable, v.passages, v.length
        FROM d LEFT JOIN v ON v.document_id = d.id AND v.version = d.searchable
    LOOP
        v_count := v_count + 1;
        IF v_gone.searchable IS NOT NULL THEN
            v_ids := v_ids || v_gone.id;
            v_owners := v_owners || v_gone.owner::text;
            v_passages := v_passages || coalesce(v_gone.passages, 0)::bigint;
            v_lengths := v_lengths || coalesce(v_gone.length, 0);
        END IF;
    END LOOP;
    FOR i IN 1..cardinality(v_ids) LOOP
        v_position := confab_tick(v_owners[i], NULL, -1, -v_passages[i], -v_lengths[i]);
        INSERT INTO passage_removals (document_id, position, owner, removed_at)
        VALUES (v_ids[i], v_position, '*', clock_timestamp());
    END LOOP;
    IF v_position IS NOT NULL THEN
        PERFORM confab_forget_removals(v_position);
    END IF;
    RETURN v_count;
END
$$;

-- Deletes some of what an owner has: sessions with about so many messages; when there are none, documents; when there are
-- none, what is left of documents, and what was given and never became one.
CREATE FUNCTION confab_erase(p_owner text, p_limit integer)
RETURNS TABLE (o_sessions bigint, o_messages bigint, o_runs bigint, o_documents bigint, o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_session  record;
    v_some     uuid[] := '{}';
    v_left     bigint := p_limit;
    v_contents uuid[];
BEGIN
    o_sessions := 0;
    o_messages := 0;
    o_runs := 0;
    o_documents := 0;
    o_more := true;
    FOR v_session IN
        SELECT s.id, s.last_seq FROM chat_sessions s
        WHERE s.owner = p_owner
        ORDER BY s.id
        LIMIT 200
        FOR UPDATE
    LOOP
        IF v_session.last_seq > v_left THEN
            IF cardinality(v_some) = 0 THEN
                SELECT x.o_messages, x.o_runs INTO o_messages, o_runs
                FROM confab_shorten_session(v_session.id, v_session.last_seq - p_limit) x;
                RETURN NEXT;
                RETURN;
            END IF;
            EXIT;
        END IF;
        v_some := v_some || v_session.id;
        v_left := v_left - v_session.last_seq;
    END LOOP;
    IF cardinality(v_some) > 0 THEN
        o_sessions := cardinality(v_some);
        SELECT x.o_messages, x.o_runs INTO o_messages, o_runs FROM confab_drop_sessions(v_some) x;
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT array_agg(x.id) INTO v_some
    FROM (SELECT d.id FROM documents d WHERE d.owner = p_owner ORDER BY d.id LIMIT 50 FOR UPDATE) x;
    IF v_some IS NOT NULL THEN
        o_documents := confab_drop_documents(v_some);
        RETURN NEXT;
        RETURN;
    END IF;

    PERFORM confab_sweep(500);
    o_more := EXISTS (SELECT FROM document_sweeps);
    SELECT array_agg(x.id) INTO v_contents
    FROM (SELECT c.id FROM document_contents c WHERE c.owner = p_owner ORDER BY c.id LIMIT 10 FOR UPDATE) x;
    IF v_contents IS NOT NULL THEN
        DELETE FROM document_contents c WHERE c.id = ANY (v_contents);
        DELETE FROM document_parts p WHERE p.content_id = ANY (v_contents);
        o_more := true;
    END IF;
    IF NOT o_more THEN
        DELETE FROM document_owners o WHERE o.owner = p_owner AND o.documents = 0;
        UPDATE passage_removals r SET owner = '*' WHERE r.owner = p_owner;
    END IF;
    RETURN NEXT;
END
$$;

-- Looks at p_limit sessions behind one, and deletes those of which nothing was heard for so long; o_next is the last one that
-- was looked at, as long as there are others. One that somebody works with is left alone.
CREATE FUNCTION confab_expire_sessions(p_after uuid, p_seconds double precision, p_limit integer, p_messages integer)
RETURNS TABLE (o_sessions bigint, o_messages bigint, o_runs bigint, o_next uuid)
LANGUAGE plpgsql
SET enable_seqscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_session record;
    v_some    uuid[] := '{}';
    v_left    bigint := p_messages;
    v_looked  integer := 0;
    v_before  uuid := p_after;
BEGIN
    o_sessions := 0;
    o_messages := 0;
    o_runs := 0;
    FOR v_session IN
        SELECT s.id, s.last_seq, s.updated_at < clock_timestamp() - make_interval(secs => p_seconds) AS old
        FROM chat_sessions s
        WHERE s.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
        ORDER BY s.id
        LIMIT p_limit
    LOOP
        IF v_session.old THEN
            PERFORM FROM chat_sessions s
            WHERE s.id = v_session.id AND s.updated_at < clock_timestamp() - make_interval(secs => p_seconds)
                AND NOT EXISTS (SELECT FROM runs r WHERE r.session_id = s.id AND r.ended_at IS NULL)
            FOR UPDATE OF s SKIP LOCKED;
            IF FOUND AND v_session.last_seq > v_left THEN
                IF cardinality(v_some) = 0 THEN
                    SELECT x.o_messages, x.o_runs INTO o_messages, o_runs
                    FROM confab_shorten_session(v_session.id, v_session.last_seq - p_messages) x;
                END IF;
                -- It is looked at once more.
                v_looked := p_limit;
                EXIT;
            ELSIF FOUND THEN
                v_some := v_some || v_session.id;
                v_left := v_left - v_session.last_seq;
            END IF;
        END IF;
        v_before := v_session.id;
        v_looked := v_looked + 1;
    END LOOP;
    IF cardinality(v_some) > 0 THEN
        o_sessions := cardinality(v_some);
        SELECT x.o_messages, x.o_runs INTO o_messages, o_runs FROM confab_drop_sessions(v_some) x;
    END IF;
    IF v_looked = p_limit THEN
        o_next := coalesce(v_before, '00000000-0000-0000-0000-000000000000');
    END IF;
    RETURN NEXT;
END
$$;

-- Deletes some documents whose newest version was given so long ago, and of what is left of documents before. Those that
-- everybody may read are an operator's.
CREATE FUNCTION confab_expire_documents(p_seconds double precision, p_limit integer)
RETURNS TABLE (o_documents bigint, o_more boolean)
LANGUAGE plpgsql
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_some uuid[];
BEGIN
    PERFORM confab_sweep(500);
    SELECT array_agg(x.id) INTO v_some
    FROM (
        SELECT d.id FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.latest
        WHERE d.owner <> '*' AND v.created_at < clock_timestamp() - make_interval(secs => p_seconds)
        LIMIT p_limit
        FOR UPDATE OF d SKIP LOCKED) x;
    o_documents := CASE WHEN v_some IS NULL THEN 0 ELSE confab_drop_documents(v_some) END;
    o_more := v_some IS NOT NULL;
    RETURN NEXT;
END
$$;
