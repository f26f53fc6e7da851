-- The way of a version to being searchable: who works on it, and what is done.
--
-- A version is held by whoever has its latest attempt, until it is given back, ends, or is claimed by somebody else.

-- Returns the version that has waited longest, now held under a new attempt; no row when there is none. Those that were
-- tried too often end.
CREATE FUNCTION confab_claim_version(p_replica uuid, p_lease_seconds double precision, p_max_tries integer)
RETURNS TABLE (
    o_owner varchar, o_document uuid, o_version integer, o_attempt integer, o_kind source_kind_enum, o_title varchar,
    o_bytes bigint, o_progress ingestion_progress_enum)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_due record;
BEGIN
    PERFORM confab_sweep(100);
    LOOP
        SELECT v.document_id, v.version, v.tries INTO v_due
        FROM document_versions v
        WHERE v.finished_at IS NULL AND v.due_at <= clock_timestamp()
        ORDER BY v.due_at
        LIMIT 1
        FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        EXIT WHEN v_due.tries < p_max_tries;
        UPDATE document_versions v
        SET status = 'failed', failure_code = 'given_up', finished_at = clock_timestamp(), lease_owner = NULL,
            failure_detail = format('It was begun %s times, and each time whoever worked on it was lost.', v.tries)
        WHERE v.document_id = v_due.document_id AND v.version = v_due.version;
    END LOOP;
    RETURN QUERY
        UPDATE document_versions v
        SET status = 'processing', attempt = v.attempt + 1, tries = v.tries + 1, lease_owner = p_replica,
            due_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
        WHERE v.document_id = v_due.document_id AND v.version = v_due.version
        RETURNING v.owner, v.document_id, v.version, v.attempt, v.kind, v.title, v.bytes, v.progress;
END
$$;

-- Locks a version for the attempt that holds it, and extends its lease; returns false when it holds it no more.
CREATE FUNCTION confab_hold_version(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_lease_seconds double precision)
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    UPDATE document_versions v
    SET due_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
    WHERE v.document_id = p_document AND v.version = p_version AND v.owner = p_owner AND v.attempt = p_attempt
        AND v.lease_owner IS NOT NULL AND v.finished_at IS NULL;
    RETURN FOUND;
END
$$;

CREATE FUNCTION confab_give_back_version(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_after_seconds double precision,
    p_counted boolean)
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    UPDATE document_versions v
    SET lease_owner = NULL, due_at = clock_timestamp() + make_interval(secs => p_after_seconds),
        tries = v.tries - CASE WHEN p_counted THEN 0 ELSE 1 END
    WHERE v.document_id = p_document AND v.version = p_version AND v.owner = p_owner AND v.attempt = p_attempt
        AND v.lease_owner IS NOT NULL AND v.finished_at IS NULL;
    RETURN FOUND;
END
$$;

CREATE FUNCTION confab_save_pages(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_lease_seconds double precision,
    p_total integer, p_pages integer[], p_texts text[], p_headings jsonb[])
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    IF NOT confab_hold_version(p_owner, p_document, p_version, p_attempt, p_lease_seconds) THEN
        RETURN false;
    END IF;
    UPDATE document_versions v
    SET pages = coalesce(p_total, v.pages),
        pages_done = v.pages_done + confab_put_pages(p_document, p_version, p_pages, p_texts, p_headings)
    WHERE v.document_id = p_document AND v.version = p_version;
    RETURN true;
END
$$;

CREATE FUNCTION confab_end_reading(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_lease_seconds double precision,
    p_pages integer)
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    IF NOT confab_hold_version(p_owner, p_document, p_version, p_attempt, p_lease_seconds) THEN
        RETURN false;
    END IF;
    DELETE FROM document_pages g WHERE g.document_id = p_document AND g.version = p_version AND g.page > p_pages;
    UPDATE document_versions v
    SET progress = greatest(v.progress, 'read'), pages_done = p_pages
    WHERE v.document_id = p_document AND v.version = p_version;
    RETURN true;
END
$$;

CREATE FUNCTION confab_save_passages(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_lease_seconds double precision,
    p_passages uuid[], p_ordinals integer[], p_from integer[], p_texts text[], p_headings jsonb[], p_marks jsonb[],
    p_terms text[], p_counts text[], p_lengths integer[])
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    IF NOT confab_hold_version(p_owner, p_document, p_version, p_attempt, p_lease_seconds) THEN
        RETURN false;
    END IF;
    UPDATE document_versions v
    SET passages = v.passages + confab_put_passages(p_document, p_version, p_passages, p_ordinals, p_from, p_texts,
            p_headings, p_marks, p_terms, p_counts, p_lengths),
        -- What had vectors may have been replaced: the next vectors are counted anew.
        embedded = 0, space = NULL
    WHERE v.document_id = p_document AND v.version = p_version;
    RETURN true;
END
$$;

CREATE FUNCTION confab_end_cutting(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_lease_seconds double precision,
    p_passages integer)
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_beyond uuid[];
BEGIN
    IF NOT confab_hold_version(p_owner, p_document, p_version, p_attempt, p_lease_seconds) THEN
        RETURN false;
    END IF;
    SELECT array_agg(p.id) INTO v_beyond
    FROM passages p
    WHERE p.document_id = p_document AND p.version = p_version AND p.ordinal >= p_passages;
    IF v_beyond IS NOT NULL THEN
        PERFORM confab_drop_passages(v_beyond);
    END IF;
    UPDATE document_versions v
    SET progress = 'cut', passages = p_passages
    WHERE v.document_id = p_document AND v.version = p_version;
    RETURN true;
END
$$;

-- Returns the number by which a space is known here, and makes one if there is none.
CREATE FUNCTION confab_space(p_model text, p_dimension integer) RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
    v_space integer;
BEGIN
    SELECT s.id INTO v_space FROM vector_spaces s WHERE s.model = p_model AND s.dimension = p_dimension;
    IF NOT FOUND THEN
        INSERT INTO vector_spaces (model, dimension, wanted_at) VALUES (p_model, p_dimension, clock_timestamp())
        ON CONFLICT (model, dimension) DO NOTHING;
        SELECT s.id INTO STRICT v_space FROM vector_spaces s WHERE s.model = p_model AND s.dimension = p_dimension;
    END IF;
    RETURN v_space;
END
$$;

-- Returns passages of a version that lack vectors, as confab_lacking does; none when this attempt holds it no more.
CREATE FUNCTION confab_unembedded(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_model text, p_dimension integer,
    p_limit integer)
RETURNS TABLE (o_passage uuid, o_title varchar, o_headings jsonb, o_text text)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
    v_space integer;
BEGIN
    SELECT s.id INTO v_space FROM vector_spaces s WHERE s.model = p_model AND s.dimension = p_dimension;
    RETURN QUERY
        SELECT p.id, v.title, p.headings, p.text
        FROM document_versions v
        JOIN passages p ON p.document_id = v.document_id AND p.version = v.version
        WHERE v.document_id = p_document AND v.version = p_version AND v.owner = p_owner AND v.attempt = p_attempt
            AND v.lease_owner IS NOT NULL
            AND NOT EXISTS (SELECT FROM passage_vectors x WHERE x.space = v_space AND x.passage_id = p.id OFFSET 0)
        ORDER BY p.ordinal
        LIMIT p_limit;
END
$$;

-- Stores vectors of a version; p_near are the same once more, where pgvector is used.
CREATE FUNCTION confab_save_vectors(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_lease_seconds double precision,
    p_model text, p_dimension integer, p_passages uuid[], p_vectors bytea[], p_near text[])
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_space integer;
    v_count integer;
BEGIN
    IF NOT confab_hold_version(p_owner, p_document, p_version, p_attempt, p_lease_seconds) THEN
        RETURN false;
    END IF;
    v_space := confab_space(p_model, p_dimension);
    UPDATE vector_spaces s
    SET wanted_at = clock_timestamp()
    WHERE s.id = v_space AND s.wanted_at < clock_timestamp() - interval '10 minutes';
    INSERT INTO passage_vectors (space, passage_id, vector)
    SELECT v_space, p.id, u.vector
    FROM unnest(p_passages, p_vectors) u (passage, vector)
    CROSS JOIN LATERAL (
        SELECT x.id FROM passages x
        WHERE x.id = u.passage AND x.document_id = p_document AND x.version = p_version
        OFFSET 0) p
    ON CONFLICT (space, passage_id) DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF p_near IS NOT NULL THEN
        PERFORM confab_save_near(v_space, p_dimension, p_passages, p_near);
    END IF;
    UPDATE document_versions v
    SET embedded = CASE WHEN v.space = v_space THEN v.embedded + v_count
            ELSE (
                SELECT count(*)
                FROM passages p JOIN passage_vectors x ON x.space = v_space AND x.passage_id = p.id
                WHERE p.document_id = p_document AND p.version = p_version)
            END,
        space = v_space
    WHERE v.document_id = p_document AND v.version = p_version;
    RETURN true;
END
$$;

-- Returns published, superseded or lost.
CREATE FUNCTION confab_publish(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_model text, p_dimension integer)
RETURNS text
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_document record;
    v_version  record;
    v_before   record;
    v_space    integer;
    v_passages bigint;
    v_length   bigint;
    v_position bigint;
BEGIN
    SELECT d.searchable INTO v_document FROM documents d WHERE d.id = p_document AND d.owner = p_owner FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    SELECT v.passages INTO v_version
    FROM document_versions v
    WHERE v.document_id = p_document AND v.version = p_version AND v.attempt = p_attempt
        AND v.lease_owner IS NOT NULL AND v.finished_at IS NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    SELECT coalesce(sum(t.length), 0) INTO v_length
    FROM passages p
    CROSS JOIN LATERAL (SELECT x.length FROM passage_terms x WHERE x.passage_id = p.id OFFSET 0) t
    WHERE p.document_id = p_document AND p.version = p_version;
    UPDATE document_versions v
    SET status = 'ready', finished_at = clock_timestamp(), lease_owner = NULL, length = v_length
    WHERE v.document_id = p_document AND v.version = p_version;
    IF v_document.searchable > p_version THEN
        INSERT INTO document_sweeps (document_id, version, whole) VALUES (p_document, p_version, false);
        PERFORM confab_sweep(500);
        RETURN 'superseded';
    END IF;
    v_passages := v_version.passages;
    IF v_document.searchable IS NOT NULL THEN
        SELECT v.passages, v.length INTO v_before
        FROM document_versions v
        WHERE v.document_id = p_document AND v.version = v_document.searchable;
        v_passages := v_passages - v_before.passages;
        v_length := v_length - v_before.length;
        INSERT INTO document_sweeps (document_id, version, whole) VALUES (p_document, v_document.searchable, false);
        PERFORM confab_sweep(500);
    END IF;
    IF p_model IS NOT NULL THEN
        v_space := confab_space(p_model, p_dimension);
    END IF;
    v_position := confab_tick(p_owner, v_space, CASE WHEN v_document.searchable IS NULL THEN 1 ELSE 0 END, v_passages,
        v_length);
    UPDATE documents d SET searchable = p_version, position = v_position WHERE d.id = p_document;
    IF v_document.searchable IS NULL THEN
        -- Its identity may have been another's that was deleted.
        DELETE FROM passage_removals r WHERE r.document_id = p_document;
    END IF;
    RETURN 'published';
END
$$;

CREATE FUNCTION confab_fail_version(
    p_owner text, p_document uuid, p_version integer, p_attempt integer, p_code text, p_detail text)
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
BEGIN
    UPDATE document_versions v
    SET status = 'failed', failure_code = p_code, failure_detail = p_detail, finished_at = clock_timestamp(),
        lease_owner = NULL
    WHERE v.document_id = p_document AND v.version = p_version AND v.owner = p_owner AND v.attempt = p_attempt
        AND v.lease_owner IS NOT NULL AND v.finished_at IS NULL;
    RETURN FOUND;
END
$$;

-- Returns searchable passages after a position that have no vector in a space, oldest change first, no more than p_limit,
-- and no more than those of two thousand documents. The last row has no passage: up to its o_checked nothing lacks, and
-- o_more tells whether there are documents behind those that were looked at.
CREATE FUNCTION confab_lacking(p_space integer, p_after bigint, p_limit integer)
RETURNS TABLE (
    o_passage uuid, o_title varchar, o_headings jsonb, o_text text, o_checked bigint, o_more boolean)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    v_document record;
    v_rows     integer;
    v_left     integer := p_limit;
    v_looked   integer := 0;
    v_checked  bigint := p_after;
BEGIN
    FOR v_document IN
        SELECT d.id, d.searchable, d.position
        FROM documents d
        WHERE d.position > p_after
        ORDER BY d.position
        LIMIT 2000
    LOOP
        v_looked := v_looked + 1;
        RETURN QUERY
            SELECT p.id, v.title, p.headings, p.text, NULL::bigint, NULL::boolean
            FROM passages p
            CROSS JOIN LATERAL (
                SELECT x.title FROM document_versions x
                WHERE x.document_id = v_document.id AND x.version = v_document.searchable
                OFFSET 0) v
            WHERE p.document_id = v_document.id AND p.version = v_document.searchable
                AND NOT EXISTS (
                    SELECT FROM passage_vectors x WHERE x.space = p_space AND x.passage_id = p.id OFFSET 0)
            ORDER BY p.ordinal
            LIMIT v_left;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        v_left := v_left - v_rows;
        IF v_left = p_limit THEN
            v_checked := v_document.position;
        END IF;
        EXIT WHEN v_left <= 0;
    END LOOP;
    RETURN QUERY
        SELECT NULL::uuid, NULL::varchar, NULL::jsonb, NULL::text, v_checked, v_looked = 2000;
END
$$;

-- Returns what is to be embedded next, as confab_lacking does. When the last row is the only one, o_more tells whether the
-- same has to be asked once more.
CREATE FUNCTION confab_claim_space(
    p_replica uuid, p_lease_seconds double precision, p_model text, p_dimension integer, p_limit integer)
RETURNS TABLE (
    o_passage uuid, o_title varchar, o_headings jsonb, o_text text, o_checked bigint, o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_space   integer := confab_space(p_model, p_dimension);
    v_checked bigint;
    v_active  integer;
    v_row     record;
    v_found   boolean := false;
BEGIN
    SELECT s.checked INTO v_checked
    FROM vector_spaces s
    WHERE s.id = v_space
        AND (s.lease_owner IS NULL OR s.lease_owner = p_replica OR s.lease_until <= clock_timestamp())
    FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    FOR tries IN 1..2 LOOP
        FOR v_row IN SELECT * FROM confab_lacking(v_space, v_checked, p_limit) LOOP
            IF v_row.o_passage IS NULL THEN
                v_checked := v_row.o_checked;
                o_more := v_row.o_more AND NOT v_found;
            ELSE
                v_found := true;
                o_passage := v_row.o_passage;
                o_title := v_row.o_title;
                o_headings := v_row.o_headings;
                o_text := v_row.o_text;
                RETURN NEXT;
            END IF;
        END LOOP;
        EXIT WHEN v_found OR o_more;
        -- Nothing lacked a moment ago: while the clock is held, nothing can come after that.
        SELECT c.space INTO v_active FROM passage_clock c;
        EXIT WHEN v_active = v_space;
        IF tries = 1 THEN
            PERFORM FROM passage_clock c FOR UPDATE;
        ELSE
            UPDATE passage_clock c SET space = v_space;
            PERFORM confab_tick('', NULL, CASE WHEN EXISTS (
                SELECT FROM document_owners o WHERE o.owner = '') THEN 0 ELSE 1 END, 0, 0);
        END IF;
    END LOOP;
    UPDATE vector_spaces s
    SET checked = v_checked, wanted_at = clock_timestamp(),
        lease_owner = CASE WHEN v_found THEN p_replica END,
        lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    WHERE s.id = v_space;
    IF NOT v_found AND NOT o_more THEN
        PERFORM confab_sweep_spaces();
    END IF;
    IF o_more THEN
        o_passage := NULL;
        RETURN NEXT;
    END IF;
END
$$;

-- Deletes a few vectors of spaces that searches do not use and nobody has wanted for an hour.
CREATE FUNCTION confab_sweep_spaces() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_space integer;
BEGIN
    SELECT s.id INTO v_space
    FROM vector_spaces s
    WHERE s.wanted_at < clock_timestamp() - interval '1 hour'
        AND s.id <> ALL (SELECT c.space FROM passage_clock c WHERE c.space IS NOT NULL)
    LIMIT 1
    FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        DELETE FROM passage_vectors v
        WHERE v.space = v_space AND v.passage_id IN (
            SELECT x.passage_id FROM passage_vectors x WHERE x.space = v_space LIMIT 500);
        IF NOT FOUND THEN
            EXECUTE format('DROP TABLE IF EXISTS %I', 'passage_near_' || v_space);
            DELETE FROM vector_spaces s WHERE s.id = v_space;
        ELSE
            UPDATE vector_spaces s SET checked = 0 WHERE s.id = v_space;
        END IF;
    END IF;
END
$$;

-- Stores vectors of passages of any owner, as confab_save_vectors does. The documents are locked first, so that none of them is deleted meanwhile, and
-- that whoever completes one sees what others have stored of it.
CREATE FUNCTION confab_save_space(
    p_replica uuid, p_lease_seconds double precision, p_model text, p_dimension integer, p_passages uuid[],
    p_vectors bytea[], p_near text[])
RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_space     integer := confab_space(p_model, p_dimension);
    v_documents uuid[];
    v_grown     uuid[];
    v_document  record;
    v_position  bigint;
BEGIN
    SELECT array_agg(DISTINCT p.document_id) INTO v_documents
    FROM unnest(p_passages) u (passage)
    CROSS JOIN LATERAL (SELECT x.document_id FROM passages x WHERE x.id = u.passage OFFSET 0) p;
    PERFORM FROM documents d WHERE d.id = ANY (v_documents) ORDER BY d.id FOR NO KEY UPDATE;
    WITH stored AS (
        INSERT INTO passage_vectors (space, passage_id, vector)
        SELECT v_space, p.id, u.vector
        FROM unnest(p_passages, p_vectors) u (passage, vector)
        CROSS JOIN LATERAL (SELECT x.id FROM passages x WHERE x.id = u.passage OFFSET 0) p
        ON CONFLICT (space, passage_id) DO NOTHING
        RETURNING passage_id
    )
    SELECT array_agg(DISTINCT p.document_id) INTO v_grown
    FROM stored s
    CROSS JOIN LATERAL (SELECT x.document_id FROM passages x WHERE x.id = s.passage_id OFFSET 0) p;
    IF p_near IS NOT NULL THEN
        PERFORM confab_save_near(v_space, p_dimension, p_passages, p_near);
    END IF;
    UPDATE vector_spaces s
    SET wanted_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    WHERE s.id = v_space AND s.lease_owner = p_replica;
    IF v_grown IS NULL OR NOT EXISTS (SELECT FROM passage_clock c WHERE c.space = v_space) THEN
        RETURN;
    END IF;
    FOR v_document IN
        SELECT d.id, d.owner
        FROM documents d
        WHERE d.id = ANY (v_grown) AND d.searchable IS NOT NULL AND NOT EXISTS (
            SELECT FROM passages p
            WHERE p.document_id = d.id AND p.version = d.searchable AND NOT EXISTS (
                SELECT FROM passage_vectors x WHERE x.space = v_space AND x.passage_id = p.id OFFSET 0))
        ORDER BY d.id
    LOOP
        v_position := confab_tick(v_document.owner, NULL, 0, 0, 0);
        UPDATE documents d SET position = v_position WHERE d.id = v_document.id;
    END LOOP;
END
$$;
