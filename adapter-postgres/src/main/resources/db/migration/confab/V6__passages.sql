-- How searches and indexes read passages. An owner sees his own and those of '*'; of a document, those of the version that
-- is searchable. p_documents limits that to some documents; null and an empty list are all of them.

-- Returns what changed after a position, oldest first, each row with how things stand; one row without a change when
-- nothing did.
CREATE FUNCTION confab_follow_passages(p_after bigint, p_limit integer)
RETURNS TABLE (
    o_latest bigint, o_complete boolean, o_model varchar, o_dimension integer, o_position bigint, o_owner varchar,
    o_document uuid, o_version integer, o_remembered uuid)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
BEGIN
    RETURN QUERY
        SELECT c.position, p_after = 0 OR p_after >= c.horizon, s.model, s.dimension,
            x.position, x.owner, x.document_id, x.searchable, x.remembered
        FROM passage_clock c
        LEFT JOIN vector_spaces s ON s.id = c.space
        LEFT JOIN LATERAL (
            (SELECT d.position, d.owner, d.id AS document_id, d.searchable, d.remembered
            FROM documents d
            WHERE d.position > p_after
            ORDER BY d.position
            LIMIT p_limit)
            UNION ALL
            (SELECT r.position, r.owner, r.document_id, NULL, NULL
            FROM passage_removals r
            WHERE p_after > 0 AND r.position > p_after
            ORDER BY r.position
            LIMIT p_limit)
            ORDER BY position
            LIMIT p_limit
        ) x ON true
        ORDER BY x.position;
END
$$;

-- Returns the passages of a version from an ordinal on, while that is the searchable one.
CREATE FUNCTION confab_read_passages(
    p_owner text, p_document uuid, p_version integer, p_model text, p_dimension integer, p_from integer, p_limit integer)
RETURNS TABLE (
    o_id uuid, o_document uuid, o_version integer, o_title varchar, o_text text, o_span_from integer, o_headings jsonb,
    o_pages jsonb, o_ordinal integer, o_vector bytea)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
BEGIN
    RETURN QUERY
        SELECT p.id, p.document_id, p.version, v.title, p.text, p.span_from, p.headings, p.pages, p.ordinal, x.vector
        FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.searchable
        JOIN passages p ON p.document_id = d.id AND p.version = d.searchable
        LEFT JOIN passage_vectors x ON x.passage_id = p.id AND x.space = (
            SELECT s.id FROM vector_spaces s WHERE s.model = p_model AND s.dimension = p_dimension)
        WHERE d.id = p_document AND d.owner = p_owner AND d.searchable = p_version AND p.ordinal >= p_from
        ORDER BY p.ordinal
        LIMIT p_limit;
END
$$;

-- Returns those of the passages that the owner may see now, in the order asked for.
CREATE FUNCTION confab_find_passages(p_owner text, p_documents uuid[], p_passages uuid[])
RETURNS TABLE (
    o_id uuid, o_document uuid, o_version integer, o_title varchar, o_text text, o_span_from integer, o_headings jsonb,
    o_pages jsonb)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
    RETURN QUERY
        SELECT p.id, p.document_id, p.version, v.title, p.text, p.span_from, p.headings, p.pages
        FROM unnest(p_passages) WITH ORDINALITY u (passage, nth)
        CROSS JOIN LATERAL (SELECT * FROM passages x WHERE x.id = u.passage OFFSET 0) p
        CROSS JOIN LATERAL (
            SELECT FROM documents x
            WHERE x.id = p.document_id AND x.searchable = p.version
                AND CASE
                    WHEN x.remembered IS NOT NULL THEN x.owner = p_owner
                    ELSE x.owner IN (p_owner, '*')
                        AND (coalesce(cardinality(p_documents), 0) = 0 OR x.id = ANY (p_documents))
                END
            OFFSET 0) d
        CROSS JOIN LATERAL (
            SELECT x.title FROM document_versions x
            WHERE x.document_id = p.document_id AND x.version = p.version
            OFFSET 0) v
        ORDER BY u.nth;
END
$$;

-- Finds passages by words. A word is given twice: with the owner and with '*'. How often each is there is looked at first,
-- no further than a thousand passages; those that have the rarest ones are then ranked by all of them, no more than two
-- thousand passages. A few documents are ranked whole.
--
-- Neither the number of passages that is counted in nor the length of an average one need be exact: both also tell of
-- what is not looked for here.
CREATE FUNCTION confab_search_passages(
    p_owner text, p_documents uuid[], p_own bigint[], p_common bigint[], p_limit integer)
RETURNS TABLE (
    o_id uuid, o_document uuid, o_version integer, o_title varchar, o_text text, o_span_from integer, o_headings jsonb,
    o_pages jsonb, o_score double precision, o_support double precision)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
DECLARE
    v_all      double precision;
    v_average  double precision;
    v_named    boolean := coalesce(cardinality(p_documents), 0) > 0;
    v_few      boolean := false;
    v_counts   integer[] := '{}';
    v_idf      double precision[] := '{}';
    v_total    double precision := 0;
    v_count    integer;
    v_sum      integer := 0;
    v_rare     bigint[] := '{}';
    v_nth      integer;
BEGIN
    SELECT sum(o.passages), sum(o.length)::double precision / nullif(sum(o.passages), 0) INTO v_all, v_average
    FROM document_owners o
    WHERE o.owner IN (p_owner, '*');
    IF coalesce(v_all, 0) <= 0 OR cardinality(p_own) = 0 THEN
        RETURN;
    END IF;
    FOR i IN 1..cardinality(p_own) LOOP
        SELECT count(*) INTO v_count
        FROM (SELECT FROM passage_terms t WHERE t.terms && ARRAY[p_own[i], p_common[i]] LIMIT 1000) x;
        v_counts := v_counts || v_count;
        IF v_count = 1000 THEN
            v_count := greatest(1000, v_all / 4);
        END IF;
        v_idf := v_idf || ln(1 + (greatest(v_all - v_count, 0) + 0.5) / (v_count + 0.5));
        v_total := v_total + v_idf[i];
    END LOOP;
    FOR v_nth IN SELECT u.nth FROM unnest(v_counts) WITH ORDINALITY u (count, nth) WHERE u.count > 0 ORDER BY u.count LOOP
        EXIT WHEN v_sum > 0 AND v_sum + v_counts[v_nth] > 2000;
        v_sum := v_sum + v_counts[v_nth];
        v_rare := v_rare || p_own[v_nth] || p_common[v_nth];
    END LOOP;
    IF v_sum = 0 THEN
        RETURN;
    END IF;
    IF v_named THEN
        SELECT coalesce(sum(v.passages), 0) <= 2000 INTO v_few
        FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.version = d.searchable
        WHERE d.id = ANY (p_documents) AND d.owner IN (p_owner, '*');
    END IF;

    RETURN QUERY
        WITH c AS MATERIALIZED (
            (SELECT t.passage_id, t.terms, t.counts, t.length
            FROM passage_terms t
            CROSS JOIN LATERAL (SELECT * FROM passages x WHERE x.id = t.passage_id OFFSET 0) p
            CROSS JOIN LATERAL (
                SELECT FROM documents x
                WHERE x.id = p.document_id AND x.searchable = p.version AND x.owner IN (p_owner, '*')
                    AND x.remembered IS NULL AND (NOT v_named OR x.id = ANY (p_documents))
                OFFSET 0) d
            WHERE NOT v_few AND t.terms && v_rare
            LIMIT 2000)
            UNION ALL
            (SELECT t.passage_id, t.terms, t.counts, t.length
            FROM documents d
            JOIN passages p ON p.document_id = d.id AND p.version = d.searchable
            CROSS JOIN LATERAL (SELECT * FROM passage_terms x WHERE x.passage_id = p.id OFFSET 0) t
            WHERE v_few AND d.id = ANY (p_documents) AND d.owner IN (p_owner, '*') AND d.remembered IS NULL)
        ), h AS (
            SELECT c.passage_id,
                sum(q.idf * f.tf / (f.tf + 0.9 * (0.6 + 0.4 * c.length / greatest(v_average, 1)))) AS score,
                sum(q.idf) AS matched
            FROM c
            CROSS JOIN unnest(p_own || p_common, v_idf || v_idf) q (term, idf)
            CROSS JOIN LATERAL (SELECT c.counts[array_position(c.terms, q.term)]::double precision AS tf) f
            WHERE f.tf IS NOT NULL
            GROUP BY c.passage_id
            ORDER BY score DESC, c.passage_id
            LIMIT p_limit
        )
        SELECT p.id, p.document_id, p.version, v.title, p.text, p.span_from, p.headings, p.pages, h.score,
            least(h.matched / v_total, 1)
        FROM h
        CROSS JOIN LATERAL (SELECT * FROM passages x WHERE x.id = h.passage_id OFFSET 0) p
        CROSS JOIN LATERAL (
            SELECT x.title FROM document_versions x
            WHERE x.document_id = p.document_id AND x.version = p.version
            OFFSET 0) v
        ORDER BY h.score DESC, h.passage_id;
END
$$;
