-- Vectors of passages where pgvector finds the nearest ones. Made at the start of a server that is told to use it, and again
-- at each start: nothing here may depend on not being there yet. Each space has a table of its own, passage_near_ with the
-- number of the space, since the type of a vector has its dimension in it.

CREATE EXTENSION IF NOT EXISTS vector;

-- The library has to be there when its settings are named.
SELECT '[1]'::vector;

-- All that became searchable up to this position and has vectors is in the table of the space.
CREATE TABLE IF NOT EXISTS near_spaces (
    space   integer PRIMARY KEY,
    checked bigint NOT NULL DEFAULT 0
);

-- The type of a space's vectors. An index takes 2,000 numbers of four bytes, or 4,000 of two.
CREATE OR REPLACE FUNCTION confab_near_type(p_dimension integer) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_dimension <= 2000 THEN 'vector' ELSE 'halfvec' END || '(' || p_dimension || ')';

-- Makes the table of a space, if there is none.
CREATE OR REPLACE FUNCTION confab_make_near(p_space integer, p_dimension integer) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_table text := 'passage_near_' || p_space;
BEGIN
    IF to_regclass(v_table) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('confab ' || v_table, 2));
    IF to_regclass(v_table) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (passage_id uuid PRIMARY KEY, document_id uuid NOT NULL, version integer NOT NULL, '
        'embedding %s NOT NULL)', v_table, confab_near_type(p_dimension));
    EXECUTE format('CREATE INDEX ON %I (document_id, version)', v_table);
    IF p_dimension <= 4000 THEN
        EXECUTE format('CREATE INDEX ON %I USING hnsw (embedding %s)', v_table,
            CASE WHEN p_dimension <= 2000 THEN 'vector_cosine_ops' ELSE 'halfvec_cosine_ops' END);
    END IF;
    INSERT INTO near_spaces (space) VALUES (p_space) ON CONFLICT (space) DO UPDATE SET checked = 0;
END
$$;

-- Stores vectors of passages that are still there.
CREATE OR REPLACE FUNCTION confab_save_near(p_space integer, p_dimension integer, p_passages uuid[], p_vectors text[])
RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    PERFORM confab_make_near(p_space, p_dimension);
    EXECUTE format('INSERT INTO %I (passage_id, document_id, version, embedding) '
        'SELECT p.id, p.document_id, p.version, u.vector::%s FROM unnest($1, $2) u (passage, vector) '
        'CROSS JOIN LATERAL (SELECT * FROM passages x WHERE x.id = u.passage FOR KEY SHARE SKIP LOCKED) p '
        'ON CONFLICT (passage_id) DO NOTHING', 'passage_near_' || p_space, confab_near_type(p_dimension))
    USING p_passages, p_vectors;
END
$$;

-- Returns vectors of searchable passages that the table of the space in use lacks, no more than p_limit; none when nothing
-- lacks. o_more, in a row without a passage, tells that there are documents behind those that were looked at.
CREATE OR REPLACE FUNCTION confab_lacking_near(p_limit integer)
RETURNS TABLE (o_space integer, o_dimension integer, o_passage uuid, o_vector bytea)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '2s'
AS $$
DECLARE
    v_document record;
    v_checked  bigint;
    v_last     bigint;
    v_rows     integer;
    v_left     integer := p_limit;
    v_looked   integer := 0;
BEGIN
    SELECT s.id, s.dimension INTO o_space, o_dimension
    FROM passage_clock c JOIN vector_spaces s ON s.id = c.space;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM confab_make_near(o_space, o_dimension);
    SELECT n.checked INTO v_checked FROM near_spaces n WHERE n.space = o_space FOR UPDATE;
    v_last := v_checked;
    FOR v_document IN
        SELECT d.id, d.searchable, d.position FROM documents d
        WHERE d.position > v_checked
        ORDER BY d.position
        LIMIT 2000
    LOOP
        v_looked := v_looked + 1;
        RETURN QUERY EXECUTE format('SELECT $1, $2, p.id, x.vector FROM passages p '
            'JOIN passage_vectors x ON x.space = $1 AND x.passage_id = p.id '
            'WHERE p.document_id = $3 AND p.version = $4 '
            'AND NOT EXISTS (SELECT FROM %I n WHERE n.passage_id = p.id) LIMIT $5', 'passage_near_' || o_space)
        USING o_space, o_dimension, v_document.id, v_document.searchable, v_left;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        v_left := v_left - v_rows;
        IF v_left = p_limit THEN
            v_last := v_document.position;
        END IF;
        EXIT WHEN v_left <= 0;
    END LOOP;
    UPDATE near_spaces n SET checked = v_last WHERE n.space = o_space AND n.checked < v_last;
    IF v_left = p_limit AND v_looked = 2000 THEN
        RETURN NEXT;
    END IF;
END
$$;

-- Returns the passages whose vectors are nearest to p_question, nearest first. The first row has none, and tells whether
-- something has changed that may be missing here. Where the owner, or the scope, has no more than p_exact passages, all of
-- them are compared; else the index is gone through until there are enough that he may see.
CREATE OR REPLACE FUNCTION confab_nearest(
    p_owner text, p_documents uuid[], p_model text, p_dimension integer, p_question text, p_limit integer,
    p_exact integer)
RETURNS TABLE (o_passage uuid, o_cosine double precision, o_behind boolean)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
SET hnsw.iterative_scan = relaxed_order
SET hnsw.ef_search = 200
SET hnsw.max_scan_tuples = 100000
AS $$
DECLARE
    v_space integer;
    v_named boolean := coalesce(cardinality(p_documents), 0) > 0;
    v_few   boolean;
    v_type  text := confab_near_type(p_dimension);
BEGIN
    SELECT s.id INTO v_space
    FROM passage_clock c JOIN vector_spaces s ON s.id = c.space
    WHERE s.model = p_model AND s.dimension = p_dimension;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    o_behind := to_regclass('passage_near_' || v_space) IS NULL OR EXISTS (
        SELECT FROM near_spaces n JOIN documents d ON d.position > n.checked WHERE n.space = v_space);
    RETURN NEXT;
    IF to_regclass('passage_near_' || v_space) IS NULL THEN
        RETURN;
    END IF;
    IF v_named THEN
        SELECT coalesce(sum(v.passages), 0) <= p_exact INTO v_few
        FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.version = d.searchable
        WHERE d.id = ANY (p_documents) AND d.owner IN (p_owner, '*');
    ELSE
        SELECT coalesce(sum(o.passages), 0) <= p_exact INTO v_few
        FROM document_owners o
        WHERE o.owner IN (p_owner, '*');
    END IF;
    IF v_few OR p_dimension > 4000 THEN
        RETURN QUERY EXECUTE format('SELECT n.passage_id, 1 - (n.embedding <=> $1::%1$s), NULL::boolean '
            'FROM documents d JOIN %2$I n ON n.document_id = d.id AND n.version = d.searchable '
            'WHERE d.owner IN ($2, ''*'') AND d.searchable IS NOT NULL AND d.remembered IS NULL '
            'AND (NOT $3 OR d.id = ANY ($4)) '
            'ORDER BY (n.embedding <=> $1::%1$s) + 0, n.passage_id LIMIT $5', v_type, 'passage_near_' || v_space)
        USING p_question, p_owner, v_named, p_documents, p_limit;
    ELSE
        RETURN QUERY EXECUTE format('WITH found AS MATERIALIZED ('
            'SELECT n.passage_id, n.embedding <=> $1::%1$s AS distance FROM %2$I n CROSS JOIN LATERAL ('
            'SELECT FROM documents x WHERE x.id = n.document_id AND x.searchable = n.version '
            'AND x.owner IN ($2, ''*'') AND x.remembered IS NULL AND (NOT $3 OR x.id = ANY ($4)) OFFSET 0) d '
            'ORDER BY n.embedding <=> $1::%1$s LIMIT $5) '
            'SELECT f.passage_id, 1 - f.distance, NULL::boolean FROM found f ORDER BY f.distance, f.passage_id',
            v_type, 'passage_near_' || v_space)
        USING p_question, p_owner, v_named, p_documents, p_limit;
    END IF;
END
$$;
