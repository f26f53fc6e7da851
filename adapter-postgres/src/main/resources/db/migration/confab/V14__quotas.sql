-- How much owners use. What they may use is set elsewhere and said with each call.
--
-- None of this is touched by turns as long as nothing is limited. What is held back for a run is told to be settled, or not, by
-- the run's own row, however the run ended: nothing has to happen when a process is lost.
--
-- What is asked first is asked without a lock: who is refused, as most are in a burst, waits for nobody and writes nothing.
-- Whoever is not refused then waits for others of the same owner, looks again, and writes. Each look is one statement, so that
-- what is being settled is seen once, as held or as used. Locks are taken in one order: the owner's, what is held, days.
--
-- Commits do not wait for the disk. A request that a crash of the database forgets is nothing to mourn, and what is held for a
-- run is on the disk before the run is, since both are in one log.

-- Who asks how often. The count of each second, the newest first; emptied when the server crashes.
CREATE UNLOGGED TABLE request_windows (
    owner  varchar(200) PRIMARY KEY,
    second bigint NOT NULL,
    total  bigint NOT NULL,
    counts integer[] NOT NULL
) WITH (fillfactor = 50);

-- What was used on a day in UTC.
CREATE TABLE quota_days (
    owner  varchar(200) NOT NULL,
    day    date NOT NULL,
    tokens bigint NOT NULL CHECK (tokens >= 0),
    spend  bigint NOT NULL CHECK (spend >= 0),
    PRIMARY KEY (owner, day)
) WITH (fillfactor = 75);

-- What is held back for runs, most of which have not ended. Prices are for a million tokens.
CREATE TABLE quota_reservations (
    owner        varchar(200) NOT NULL,
    run_id       uuid NOT NULL,
    day          date NOT NULL,
    stored       boolean NOT NULL,
    tokens       bigint NOT NULL CHECK (tokens >= 0),
    spend        bigint NOT NULL CHECK (spend >= 0),
    prompt_price bigint NOT NULL,
    answer_price bigint NOT NULL,
    since        timestamptz NOT NULL,
    PRIMARY KEY (owner, run_id)
);

-- Tells of each run for which something is held whether it lives and whether it is not known yet what it used, and how much
-- it uses by then or did use. A run that nobody accounts for used what was held when it showed something; one that was to
-- be stored and is not there never began; one that never is stored may take half an hour.
CREATE FUNCTION confab_held(p_owner text, p_now timestamptz)
RETURNS TABLE (
    o_run uuid, o_session uuid, o_day date, o_live boolean, o_held boolean, o_tokens bigint, o_spend bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN QUERY
        SELECT q.run_id, r.session_id, q.day, t.live, t.held,
            CASE WHEN t.whole THEN q.tokens WHEN t.told THEN u.prompt + u.answer ELSE 0 END,
            CASE WHEN t.whole THEN q.spend
                WHEN t.told THEN ceil((u.prompt::numeric * q.prompt_price + u.answer::numeric * q.answer_price) / 1000000)::bigint
                ELSE 0 END
        FROM quota_reservations q
        LEFT JOIN LATERAL (
            SELECT x.id, x.session_id, x.status, x.ended_at, x.answer_seq, x.receipt
            FROM runs x
            WHERE x.id = q.run_id AND x.owner = p_owner
            OFFSET 0
        ) r ON true
        CROSS JOIN LATERAL (
            SELECT coalesce((r.receipt ->> 'prompt_tokens')::bigint, 0) AS prompt,
                coalesce((r.receipt ->> 'completion_tokens')::bigint, 0) AS answer
        ) u
        CROSS JOIN LATERAL (
            SELECT
                CASE WHEN r.id IS NULL
                    THEN q.since + CASE WHEN q.stored THEN interval '1 minute' ELSE interval '30 minutes' END >= p_now
                    ELSE r.ended_at IS NULL END AS live,
                r.receipt IS NOT NULL AND r.status <> 'failed' AS told,
                r.ended_at IS NOT NULL AND r.receipt IS NULL AND r.ended_at + interval '1 minute' >= p_now AS unclear
        ) l
        CROSS JOIN LATERAL (
            SELECT l.live, l.told, l.live OR l.unclear AS held,
                l.live OR l.unclear OR (r.id IS NULL AND NOT q.stored)
                    OR (r.id IS NOT NULL AND r.receipt IS NULL AND r.answer_seq IS NOT NULL) AS whole
        ) t
        WHERE q.owner = p_owner;
END
$$;

-- Tells how much an owner has used and how much is held for him, without a run, and without counting those runs as living
-- that are of a session which is to be interrupted.
CREATE FUNCTION confab_standing(p_owner text, p_run uuid, p_instead uuid, p_now timestamptz)
RETURNS TABLE (
    o_live bigint, o_tokens bigint, o_held_tokens bigint, o_spend bigint, o_held_spend bigint, o_month bigint,
    o_held_month bigint)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    v_day   date := (p_now AT TIME ZONE 'UTC')::date;
    v_month date := date_trunc('month', p_now AT TIME ZONE 'UTC')::date;
BEGIN
    RETURN QUERY
        SELECT h.live, (d.tokens + h.tokens)::bigint, h.held_tokens::bigint, (d.spend + h.spend)::bigint,
            h.held_spend::bigint, (d.month + h.month)::bigint, h.held_month::bigint
        FROM (
            SELECT coalesce(sum(x.tokens) FILTER (WHERE x.day = v_day), 0) AS tokens,
                coalesce(sum(x.spend) FILTER (WHERE x.day = v_day), 0) AS spend,
                coalesce(sum(x.spend), 0) AS month
            FROM quota_days x
            WHERE x.owner = p_owner AND x.day >= v_month
        ) d,
        (
            SELECT count(*) FILTER (WHERE y.o_live AND (y.o_session = p_instead) IS NOT TRUE) AS live,
                coalesce(sum(y.o_tokens) FILTER (WHERE NOT y.o_held AND y.o_day = v_day), 0) AS tokens,
                coalesce(sum(y.o_tokens) FILTER (WHERE y.o_held AND y.o_day = v_day), 0) AS held_tokens,
                coalesce(sum(y.o_spend) FILTER (WHERE NOT y.o_held AND y.o_day = v_day), 0) AS spend,
                coalesce(sum(y.o_spend) FILTER (WHERE y.o_held AND y.o_day = v_day), 0) AS held_spend,
                coalesce(sum(y.o_spend) FILTER (WHERE NOT y.o_held AND y.o_day >= v_month), 0) AS month,
                coalesce(sum(y.o_spend) FILTER (WHERE y.o_held AND y.o_day >= v_month), 0) AS held_month
            FROM confab_held(p_owner, p_now) y
            WHERE y.o_run IS DISTINCT FROM p_run
        ) h;
END
$$;

-- Moves the counts of a window to a later second.
CREATE FUNCTION confab_shifted(p_counts integer[], p_seconds bigint) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    IF p_seconds <= 0 THEN
        RETURN p_counts;
    ELSIF p_seconds >= 61 THEN
        RETURN array_fill(0, ARRAY[61]);
    END IF;
    RETURN array_fill(0, ARRAY[p_seconds::integer]) || p_counts[1 : 61 - p_seconds::integer];
END
$$;

-- Counts a request of an owner, unless as many as may count already. Without p_most nothing is counted. The newest count
-- stands first, for the second that it is; a count leaves when all of it is a minute old. o_room_in is when the oldest one does.
-- Only tests say what time it is.
CREATE FUNCTION confab_admit(p_owner text, p_most bigint, p_now timestamptz)
RETURNS TABLE (
    o_admitted boolean, o_at timestamptz, o_requests bigint, o_room_in double precision, o_live bigint, o_tokens bigint,
    o_held_tokens bigint, o_spend bigint, o_held_spend bigint, o_month bigint, o_held_month bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_window request_windows;
    v_second bigint;
    v_counts integer[];
    v_oldest integer;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    o_admitted := true;
    o_requests := 0;
    FOR v_look IN 1..2 LOOP
        o_at := coalesce(p_now, clock_timestamp());
        IF v_look = 1 THEN
            SELECT * INTO v_window FROM request_windows w WHERE w.owner = p_owner;
        ELSE
            INSERT INTO request_windows (owner, second, total, counts)
            VALUES (p_owner, 0, 0, array_fill(0, ARRAY[61]))
            ON CONFLICT (owner) DO NOTHING;
            SELECT * INTO v_window FROM request_windows w WHERE w.owner = p_owner FOR NO KEY UPDATE;
            o_at := coalesce(p_now, clock_timestamp());
        END IF;
        -- Another one's clock may have been read later.
        v_second := greatest(floor(extract(epoch FROM o_at))::bigint, v_window.second);
        IF v_window.owner IS NOT NULL THEN
            v_counts := confab_shifted(v_window.counts, v_second - v_window.second);
            o_requests := CASE WHEN v_second = v_window.second THEN v_window.total
                ELSE (SELECT sum(c) FROM unnest(v_counts) c) END;
        END IF;
        EXIT WHEN p_most IS NULL;
        IF o_requests >= p_most THEN
            o_admitted := false;
            EXIT;
        END IF;
        IF v_look = 2 THEN
            o_requests := o_requests + 1;
            v_counts[1] := v_counts[1] + 1;
            UPDATE request_windows w
            SET second = v_second, total = o_requests, counts = v_counts
            WHERE w.owner = p_owner;
        END IF;
    END LOOP;
    FOR i IN REVERSE coalesce(cardinality(v_counts), 0)..1 LOOP
        v_oldest := i;
        EXIT WHEN v_counts[i] > 0;
    END LOOP;
    o_room_in := CASE WHEN o_requests > 0
        THEN greatest(0, v_second - v_oldest + 62 - extract(epoch FROM o_at)::double precision) ELSE 0 END;
    SELECT s.o_live, s.o_tokens, s.o_held_tokens, s.o_spend, s.o_held_spend, s.o_month, s.o_held_month
    INTO o_live, o_tokens, o_held_tokens, o_spend, o_held_spend, o_month, o_held_month
    FROM confab_standing(p_owner, NULL, NULL, o_at) s;
    RETURN NEXT;
END
$$;

-- Adds to what was used on a day.
CREATE FUNCTION confab_use(p_owner text, p_day date, p_tokens bigint, p_spend bigint) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO quota_days AS d (owner, day, tokens, spend)
    VALUES (p_owner, p_day, p_tokens, p_spend)
    ON CONFLICT (owner, day) DO UPDATE SET tokens = d.tokens + excluded.tokens, spend = d.spend + excluded.spend;
END
$$;

-- Holds back what a run may use. o_outcome is reserved, known or refused.
CREATE FUNCTION confab_reserve(
    p_owner text, p_run uuid, p_stored boolean, p_key text, p_instead uuid, p_tokens bigint, p_spend bigint,
    p_prompt_price bigint, p_answer_price bigint, p_most_live bigint, p_most_tokens bigint, p_most_spend bigint,
    p_most_month bigint, p_now timestamptz)
RETURNS TABLE (
    o_outcome text, o_at timestamptz, o_live bigint, o_tokens bigint, o_held_tokens bigint, o_spend bigint,
    o_held_spend bigint, o_month bigint, o_held_month bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_due record;
BEGIN
    IF p_key IS NOT NULL THEN
        IF EXISTS (SELECT FROM runs r WHERE r.owner = p_owner AND r.idempotency_key = p_key) THEN
            o_outcome := 'known';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    FOR v_look IN 1..2 LOOP
        IF v_look = 2 THEN
            PERFORM pg_advisory_xact_lock(hashtextextended('quota' || E'\n' || p_owner, 0));
        END IF;
        o_at := coalesce(p_now, clock_timestamp());
        SELECT s.o_live, s.o_tokens, s.o_held_tokens, s.o_spend, s.o_held_spend, s.o_month, s.o_held_month
        INTO o_live, o_tokens, o_held_tokens, o_spend, o_held_spend, o_month, o_held_month
        FROM confab_standing(p_owner, p_run, p_instead, o_at) s;
        IF o_live >= p_most_live OR o_tokens + o_held_tokens + p_tokens > p_most_tokens
            OR o_spend + o_held_spend + p_spend > p_most_spend
            OR o_month + o_held_month + p_spend > p_most_month THEN
            o_outcome := 'refused';
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;

    PERFORM set_config('synchronous_commit', 'off', true);
    FOR v_due IN
        WITH gone AS (
            DELETE FROM quota_reservations q
            USING confab_held(p_owner, o_at) h
            WHERE q.owner = p_owner AND q.run_id = h.o_run AND NOT h.o_held AND q.run_id <> p_run
            RETURNING h.o_day AS day, h.o_tokens AS tokens, h.o_spend AS spend
        )
        SELECT g.day, sum(g.tokens)::bigint AS tokens, sum(g.spend)::bigint AS spend FROM gone g GROUP BY g.day ORDER BY g.day
    LOOP
        PERFORM confab_use(p_owner, v_due.day, v_due.tokens, v_due.spend);
    END LOOP;
    INSERT INTO quota_reservations AS q (owner, run_id, day, stored, tokens, spend, prompt_price, answer_price, since)
    VALUES (p_owner, p_run, (o_at AT TIME ZONE 'UTC')::date, p_stored, p_tokens, p_spend, p_prompt_price,
        p_answer_price, o_at)
    ON CONFLICT (owner, run_id) DO UPDATE
    SET day = excluded.day, tokens = excluded.tokens, spend = excluded.spend, prompt_price = excluded.prompt_price,
        answer_price = excluded.answer_price, since = excluded.since;
    o_outcome := 'reserved';
    RETURN NEXT;
END
$$;

-- Charges what a run did use, if something is still held for it. Returns whether it was.
CREATE FUNCTION confab_settle(p_owner text, p_run uuid, p_tokens bigint, p_spend bigint) RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_day date;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM quota_reservations q WHERE q.owner = p_owner AND q.run_id = p_run RETURNING q.day INTO v_day;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF p_tokens > 0 OR p_spend > 0 THEN
        PERFORM confab_use(p_owner, v_day, p_tokens, p_spend);
    END IF;
    RETURN true;
END
$$;

-- Charges something for which nothing was held.
CREATE FUNCTION confab_charge(p_owner text, p_tokens bigint, p_spend bigint, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql
SET lock_timeout = '1500ms'
AS $$
BEGIN
    PERFORM confab_use(p_owner, (coalesce(p_now, clock_timestamp()) AT TIME ZONE 'UTC')::date, p_tokens, p_spend);
    RETURN true;
END
$$;

-- Deletes all that is known of how much an owner used.
CREATE FUNCTION confab_erase_use(p_owner text) RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_days bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('quota' || E'\n' || p_owner, 0));
    DELETE FROM quota_reservations q WHERE q.owner = p_owner;
    DELETE FROM quota_days d WHERE d.owner = p_owner;
    GET DIAGNOSTICS v_days = ROW_COUNT;
    DELETE FROM request_windows w WHERE w.owner = p_owner;
    RETURN v_days;
END
$$;

-- Deletes some of what is older, whoever it is about.
CREATE FUNCTION confab_forget_use(p_seconds double precision, p_limit integer, p_now timestamptz)
RETURNS TABLE (o_days bigint, o_more boolean)
LANGUAGE plpgsql
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_before timestamptz := coalesce(p_now, clock_timestamp()) - make_interval(secs => p_seconds);
BEGIN
    DELETE FROM quota_reservations q WHERE q.since < v_before;
    DELETE FROM quota_days d
    USING (
        SELECT x.owner, x.day FROM quota_days x
        WHERE x.day < (v_before AT TIME ZONE 'UTC')::date
        LIMIT p_limit
        FOR UPDATE SKIP LOCKED
    ) o
    WHERE d.owner = o.owner AND d.day = o.day;
    GET DIAGNOSTICS o_days = ROW_COUNT;
    DELETE FROM request_windows w WHERE w.second < extract(epoch FROM v_before);
    o_more := o_days = p_limit;
    RETURN NEXT;
END
$$;
