-- Documents, their versions, and the passages that searches find.
--
-- Whatever changes what searches find has a position, in the order in which the changes took effect: it is taken from the
-- one row of passage_clock, which stays locked until the change is committed. So that nobody waits long for it, it is
-- taken last: what follows is at most one row of documents, document_owners, passage_removals and of the clock itself.
--
-- Locks are taken in one order: a content's digest, the document's row, its versions' rows, what belongs to them, the
-- space's row, the clock.

CREATE TYPE source_kind_enum AS ENUM ('pdf', 'plain_text', 'markdown', 'chunks');
CREATE TYPE version_status_enum AS ENUM ('pending', 'processing', 'ready', 'failed');
CREATE TYPE ingestion_progress_enum AS ENUM ('stored', 'read', 'cut');

CREATE TABLE documents (
    id         uuid PRIMARY KEY,
    owner      varchar(200) NOT NULL,
    -- The session that it is a turn of, when a turn is remembered.
    remembered uuid,
    -- Of the newest version. Two documents may have the same when one of them was replaced by what the other one says.
    digest     bytea NOT NULL,
    latest     integer NOT NULL,
    -- The version that searches find, and the position of its becoming so.
    searchable integer,
    position   bigint,
    created_at timestamptz NOT NULL
) WITH (fillfactor = 90);

CREATE INDEX documents_digest ON documents (owner, digest) WHERE remembered IS NULL;
CREATE INDEX documents_newest ON documents (owner, created_at, id) WHERE remembered IS NULL;
CREATE UNIQUE INDEX documents_position ON documents (position) WHERE position IS NOT NULL;

CREATE TABLE document_versions (
    document_id    uuid NOT NULL,
    version        integer NOT NULL,
    owner          varchar(200) NOT NULL,
    title          varchar(300) NOT NULL,
    kind           source_kind_enum NOT NULL,
    bytes          bigint NOT NULL,
    digest         bytea NOT NULL,
    content_id     uuid,
    status         version_status_enum NOT NULL DEFAULT 'pending',
    progress       ingestion_progress_enum NOT NULL,
    pages_done     integer NOT NULL DEFAULT 0,
    pages          integer,
    passages       integer NOT NULL DEFAULT 0,
    -- How many passages have vectors in the space that was last written to.
    embedded       integer NOT NULL DEFAULT 0,
    space          integer,
    -- How many words its passages have, once it is ready.
    length         bigint,
    failure_code   text,
    failure_detail text,
    -- Every claim has a number of its own; tries are those that count.
    attempt        integer NOT NULL DEFAULT 0,
    tries          integer NOT NULL DEFAULT 0,
    lease_owner    uuid,
    -- When it may be claimed: from the beginning, when it is to be tried again, or when its lease is over.
    due_at         timestamptz NOT NULL,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    PRIMARY KEY (document_id, version)
) WITH (fillfactor = 75);

CREATE INDEX document_versions_due ON document_versions (due_at) WHERE finished_at IS NULL;

-- Contents that no version refers to are there for an hour.
CREATE TABLE document_contents (
    id         uuid PRIMARY KEY,
    owner      varchar(200) NOT NULL,
    used       boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);

CREATE INDEX document_contents_unused ON document_contents (created_at) WHERE NOT used;

-- Files are mostly compressed already.
CREATE TABLE document_parts (
    content_id uuid NOT NULL,
    part       integer NOT NULL,
    bytes      bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (content_id, part)
);

CREATE TABLE document_pages (
    document_id uuid NOT NULL,
    version     integer NOT NULL,
    page        integer NOT NULL,
    text        text NOT NULL,
    -- A list of [from, to, level, words].
    headings    jsonb,
    PRIMARY KEY (document_id, version, page)
);

-- Passages never change. They are kept as long as their document, also those of earlier versions.
CREATE TABLE passages (
    id          uuid PRIMARY KEY,
    document_id uuid NOT NULL,
    version     integer NOT NULL,
    ordinal     integer NOT NULL,
    span_from   integer NOT NULL,
    text        text NOT NULL,
    -- A list of words, and one of [page, at].
    headings    jsonb,
    pages       jsonb,
    UNIQUE (document_id, version, ordinal)
);

-- What the words of a passage are, for searches without an index: each word and its owner as one number, so that an owner's
-- words are found without reading those of others, however long they are. A passage of an earlier version has no row.
CREATE TABLE passage_terms (
    passage_id uuid PRIMARY KEY,
    terms      bigint[] NOT NULL,
    counts     smallint[] NOT NULL,
    length     integer NOT NULL
);

CREATE INDEX passage_terms_terms ON passage_terms USING gin (terms) WITH (gin_pending_list_limit = 512);

CREATE TABLE vector_spaces (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model       varchar(200) NOT NULL,
    dimension   integer NOT NULL,
    -- All that became searchable up to this position has vectors in the space.
    checked     bigint NOT NULL DEFAULT 0,
    lease_owner uuid,
    lease_until timestamptz,
    -- When somebody last wanted vectors of this space.
    wanted_at   timestamptz NOT NULL,
    UNIQUE (model, dimension)
);

-- 32-bit floating-point numbers, the lowest byte first. They hardly compress.
CREATE TABLE passage_vectors (
    space      integer NOT NULL,
    passage_id uuid NOT NULL,
    vector     bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (space, passage_id)
);

-- What is found of an owner: the position of the latest change, and how many documents and passages with how many words in
-- all. The owner without a name tells when another space was last taken, which is a change for everybody.
CREATE TABLE document_owners (
    owner     varchar(200) PRIMARY KEY,
    latest    bigint NOT NULL,
    documents bigint NOT NULL,
    passages  bigint NOT NULL,
    length    bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE passage_clock (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL DEFAULT 0,
    -- Deletions up to this position may have been forgotten.
    horizon  bigint NOT NULL DEFAULT 0,
    -- The space whose vectors searches use.
    space    integer
) WITH (fillfactor = 10);

INSERT INTO passage_clock DEFAULT VALUES;

-- Documents that were searchable and are deleted.
CREATE TABLE passage_removals (
    document_id uuid PRIMARY KEY,
    position    bigint NOT NULL UNIQUE,
    owner       varchar(200) NOT NULL,
    removed_at  timestamptz NOT NULL
);

-- What is left to delete of versions: all of them, or what only searches need.
CREATE TABLE document_sweeps (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id uuid NOT NULL,
    version     integer NOT NULL,
    content_id  uuid,
    whole       boolean NOT NULL
);

-- A document with its newest version.
CREATE VIEW document_states AS
SELECT d.id, d.owner, v.title, d.searchable, d.remembered, d.created_at, v.version, v.kind, v.bytes, v.digest, v.status,
    v.pages_done, v.pages, v.passages, v.embedded, v.failure_code, v.failure_detail, v.created_at AS version_created_at,
    v.finished_at
FROM documents d
JOIN document_versions v ON v.document_id = d.id AND v.version = d.latest;

-- Stores a part of a content, and deletes a few of those that nobody has used for an hour. Returns false when the identity
-- is another owner's.
CREATE FUNCTION confab_put_content(p_owner text, p_content uuid, p_part integer, p_bytes bytea) RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_old uuid[];
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
    END IF;
    RETURN true;
END
$$;

-- Stores pages in place of those of the same numbers; returns how many more there are now. The caller holds the version.
CREATE FUNCTION confab_put_pages(p_document uuid, p_version integer, p_pages integer[], p_texts text[], p_headings jsonb[])
RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
    v_gone  integer;
    v_added integer;
BEGIN
    DELETE FROM document_pages g
    WHERE g.document_id = p_document AND g.version = p_version AND g.page = ANY (p_pages);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO document_pages (document_id, version, page, text, headings)
    SELECT p_document, p_version, u.page, u.text, u.headings
    FROM unnest(p_pages, p_texts, p_headings) u (page, text, headings);
    GET DIAGNOSTICS v_added = ROW_COUNT;
    RETURN v_added - v_gone;
END
$$;

-- Deletes passages with their words and vectors. The caller holds their version, or has deleted it.
CREATE FUNCTION confab_drop_passages(p_passages uuid[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM passages p WHERE p.id = ANY (p_passages);
    PERFORM confab_drop_search(p_passages);
END
$$;

-- Deletes what only searches need of passages.
CREATE FUNCTION confab_drop_search(p_passages uuid[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_space integer;
BEGIN
    DELETE FROM passage_terms t WHERE t.passage_id = ANY (p_passages);
    FOR v_space IN SELECT s.id FROM vector_spaces s LOOP
        DELETE FROM passage_vectors v WHERE v.space = v_space AND v.passage_id = ANY (p_passages);
        -- Where pgvector is used there is a table of each space.
        IF to_regclass('passage_near_' || v_space) IS NOT NULL THEN
            EXECUTE format('DELETE FROM %I n WHERE n.passage_id = ANY ($1)', 'passage_near_' || v_space) USING p_passages;
        END IF;
    END LOOP;
END
$$;

-- Stores passages in place of those of the same ordinals; returns how many more there are now. The caller holds the version.
CREATE FUNCTION confab_put_passages(
    p_document uuid, p_version integer, p_passages uuid[], p_ordinals integer[], p_from integer[], p_texts text[],
    p_headings jsonb[], p_pages jsonb[], p_terms text[], p_counts text[], p_lengths integer[])
RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
    v_before uuid[];
    v_added  integer;
BEGIN
    SELECT array_agg(p.id) INTO v_before
    FROM passages p
    WHERE p.document_id = p_document AND p.version = p_version AND p.ordinal = ANY (p_ordinals);
    IF v_before IS NOT NULL THEN
        PERFORM confab_drop_passages(v_before);
    END IF;
    INSERT INTO passages (id, document_id, version, ordinal, span_from, text, headings, pages)
    SELECT u.id, p_document, p_version, u.ordinal, u.span_from, u.text, u.headings, u.pages
    FROM unnest(p_passages, p_ordinals, p_from, p_texts, p_headings, p_pages)
        u (id, ordinal, span_from, text, headings, pages);
    GET DIAGNOSTICS v_added = ROW_COUNT;
    INSERT INTO passage_terms (passage_id, terms, counts, length)
    SELECT u.id, u.terms::bigint[], u.counts::smallint[], u.length
    FROM unnest(p_passages, p_terms, p_counts, p_lengths) u (id, terms, counts, length);
    RETURN v_added - coalesce(cardinality(v_before), 0);
END
$$;

-- Deletes what is left of versions, no more than about p_limit passages at once; returns whether there is more.
CREATE FUNCTION confab_sweep(p_limit integer) RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
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
    RETURN EXISTS (SELECT FROM document_sweeps);
END
$$;

-- Stores a document, or a version of one. o_outcome is added, known, nothing_to_replace, no_content or identity_taken;
-- o_document is how it stands then.
CREATE FUNCTION confab_add_document(
    p_owner text, p_document uuid, p_replaced uuid, p_remembered uuid, p_title text, p_kind source_kind_enum,
    p_bytes bigint, p_digest bytea, p_content uuid, p_parts integer, p_pages integer[], p_page_texts text[],
    p_page_headings jsonb[], p_passages uuid[], p_ordinals integer[], p_from integer[], p_texts text[], p_headings jsonb[],
    p_marks jsonb[], p_terms text[], p_counts text[], p_lengths integer[])
RETURNS TABLE (o_outcome text, o_document document_states)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_known   boolean := false;
    v_id      uuid;
    v_version integer := 1;
    v_now     timestamptz;
BEGIN
    IF p_replaced IS NOT NULL THEN
        SELECT d.id, d.latest, d.digest = p_digest INTO v_id, v_version, v_known
        FROM documents d
        WHERE d.id = p_replaced AND d.owner = p_owner AND d.remembered IS NULL
        FOR UPDATE;
        IF NOT FOUND THEN
            o_outcome := 'nothing_to_replace';
            RETURN NEXT;
            RETURN;
        END IF;
    ELSE
        -- What is there is looked for when the lock is held.
        PERFORM pg_advisory_xact_lock(hashtextextended(
            CASE WHEN p_remembered IS NULL THEN p_owner || E'\n' || encode(p_digest, 'hex') ELSE p_document::text END, 1));
        SELECT d.id, d.latest INTO v_id, v_version
        FROM documents d
        WHERE d.owner = p_owner AND CASE WHEN p_remembered IS NULL THEN d.digest = p_digest AND d.remembered IS NULL
            ELSE d.id = p_document AND d.remembered IS NOT NULL END
        ORDER BY d.created_at, d.id
        LIMIT 1
        FOR UPDATE;
        v_known := FOUND;
    END IF;

    v_now := clock_timestamp();
    IF v_known THEN
        UPDATE document_versions v
        SET status = 'pending', failure_code = NULL, failure_detail = NULL, finished_at = NULL, tries = 0,
            lease_owner = NULL, due_at = v_now
        WHERE v.document_id = v_id AND v.version = v_version AND v.status = 'failed';
        RETURN QUERY SELECT 'known', s FROM document_states s WHERE s.id = v_id;
        RETURN;
    END IF;

    IF p_content IS NOT NULL THEN
        PERFORM FROM document_contents c WHERE c.id = p_content AND c.owner = p_owner AND NOT c.used FOR NO KEY UPDATE;
        IF NOT FOUND OR NOT (
            SELECT count(*) = p_parts AND max(p.part) = p_parts - 1 AND sum(octet_length(p.bytes)) = p_bytes
            FROM document_parts p
            WHERE p.content_id = p_content) THEN
            o_outcome := 'no_content';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    IF p_replaced IS NOT NULL THEN
        v_version := v_version + 1;
        UPDATE documents d SET latest = v_version, digest = p_digest WHERE d.id = v_id;
    ELSE
        v_id := p_document;
        v_version := 1;
        INSERT INTO documents (id, owner, remembered, digest, latest, created_at)
        VALUES (p_document, p_owner, p_remembered, p_digest, 1, v_now)
        ON CONFLICT (id) DO NOTHING;
        IF NOT FOUND THEN
            o_outcome := 'identity_taken';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    IF p_content IS NOT NULL THEN
        UPDATE document_contents c SET used = true WHERE c.id = p_content;
    END IF;
    INSERT INTO document_versions (document_id, version, owner, title, kind, bytes, digest, content_id, progress,
        pages_done, passages, due_at, created_at)
    VALUES (v_id, v_version, p_owner, p_title, p_kind, p_bytes, p_digest, p_content,
        CASE WHEN p_content IS NULL THEN 'cut'::ingestion_progress_enum ELSE 'stored' END,
        coalesce(cardinality(p_pages), 0), coalesce(cardinality(p_passages), 0), v_now, v_now);
    IF p_content IS NULL THEN
        PERFORM confab_put_pages(v_id, v_version, p_pages, p_page_texts, p_page_headings);
        PERFORM confab_put_passages(v_id, v_version, p_passages, p_ordinals, p_from, p_texts, p_headings, p_marks,
            p_terms, p_counts, p_lengths);
    END IF;
    RETURN QUERY SELECT 'added', s FROM document_states s WHERE s.id = v_id;
END
$$;

-- Returns an owner's documents, newest first, without remembered turns.
CREATE FUNCTION confab_list_documents(p_owner text, p_before uuid, p_limit integer) RETURNS SETOF document_states
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
AS $$
DECLARE
    v_created timestamptz := 'infinity';
BEGIN
    IF p_before IS NOT NULL THEN
        SELECT d.created_at INTO v_created
        FROM documents d
        WHERE d.id = p_before AND d.owner = p_owner AND d.remembered IS NULL;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY
        SELECT s.*
        FROM (
            SELECT d.id, d.created_at FROM documents d
            WHERE d.owner = p_owner AND d.remembered IS NULL
                AND (d.created_at, d.id) < (v_created, coalesce(p_before, '00000000-0000-0000-0000-000000000000'))
            ORDER BY d.created_at DESC, d.id DESC
            LIMIT p_limit
        ) d
        CROSS JOIN LATERAL (SELECT * FROM document_states x WHERE x.id = d.id OFFSET 0) s
        ORDER BY d.created_at DESC, d.id DESC;
END
$$;

-- Takes the next position for a change of what is found of an owner, as the last thing of a transaction.
CREATE FUNCTION confab_tick(p_owner text, p_space integer, p_documents bigint, p_passages bigint, p_length bigint)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    v_position bigint;
BEGIN
    UPDATE passage_clock c SET position = c.position + 1, space = coalesce(c.space, p_space)
    RETURNING c.position INTO v_position;
    INSERT INTO document_owners AS o (owner, latest, documents, passages, length)
    VALUES (p_owner, v_position, p_documents, p_passages, p_length)
    ON CONFLICT (owner) DO UPDATE
    SET latest = excluded.latest, documents = o.documents + excluded.documents,
        passages = o.passages + excluded.passages, length = o.length + excluded.length;
    RETURN v_position;
END
$$;

-- Deletes a document. Of a large one something may be left for confab_sweep, which nobody finds.
CREATE FUNCTION confab_delete_document(p_owner text, p_document uuid) RETURNS TABLE (o_deleted boolean, o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_searchable integer;
    v_version    record;
    v_passages   bigint := 0;
    v_length     bigint := 0;
    v_position   bigint;
BEGIN
    DELETE FROM documents d WHERE d.id = p_document AND d.owner = p_owner RETURNING d.searchable INTO v_searchable;
    o_deleted := FOUND;
    o_more := false;
    IF NOT o_deleted THEN
        RETURN NEXT;
        RETURN;
    END IF;
    FOR v_version IN
        DELETE FROM document_versions v
        WHERE v.document_id = p_document
        RETURNING v.version, v.content_id, v.passages, v.length
    LOOP
        INSERT INTO document_sweeps (document_id, version, content_id, whole)
        VALUES (p_document, v_version.version, v_version.content_id, true);
        IF v_version.version = v_searchable THEN
            v_passages := v_version.passages;
            v_length := v_version.length;
        END IF;
    END LOOP;
    o_more := confab_sweep(500);
    IF v_searchable IS NOT NULL THEN
        v_position := confab_tick(p_owner, NULL, -1, -v_passages, -v_length);
        INSERT INTO passage_removals (document_id, position, owner, removed_at)
        VALUES (p_document, v_position, p_owner, clock_timestamp());
        PERFORM confab_forget_removals(v_position);
    END IF;
    RETURN NEXT;
END
$$;

-- Forgets deletions of more than a month ago, and of more than a day ago those with a hundred thousand changes after them; a
-- few at a time, and so more than are added. The caller holds the clock.
CREATE FUNCTION confab_forget_removals(p_latest bigint) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
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
END
$$;
