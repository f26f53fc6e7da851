-- What owners have beside sessions and documents is forgotten with them, and what is remembered of turns goes with sessions
-- that are dropped, whoever drops them.

-- Deletes some of an owner's assistants with all their revisions.
CREATE FUNCTION confab_erase_assistants(p_owner text, p_limit integer, OUT o_assistants bigint, OUT o_more boolean)
LANGUAGE plpgsql
SET enable_seqscan = off
SET lock_timeout = '1500ms'
AS $$
DECLARE
    v_some uuid[];
BEGIN
    SELECT array_agg(x.id) INTO v_some
    FROM (SELECT a.id FROM assistants a WHERE a.owner = p_owner ORDER BY a.id LIMIT p_limit FOR UPDATE) x;
    DELETE FROM assistant_revisions r WHERE r.owner = p_owner AND r.assistant_id = ANY (v_some);
    DELETE FROM assistants a WHERE a.owner = p_owner AND a.id = ANY (v_some);
    o_assistants := coalesce(cardinality(v_some), 0);
    o_more := o_assistants = p_limit;
END
$$;

-- Counts what it deletes; otherwise the trigger of sessions would do. Sessions are the caller's, in their order.
CREATE OR REPLACE FUNCTION confab_drop_sessions(p_sessions uuid[], OUT o_messages bigint, OUT o_runs bigint)
LANGUAGE plpgsql
AS $$
DECLARE
    v_runs   uuid[];
    v_logged uuid[];
BEGIN
    WITH r AS (DELETE FROM runs r WHERE r.session_id = ANY (p_sessions) RETURNING r.id, r.logged)
    SELECT count(*), array_agg(r.id), array_agg(r.id) FILTER (WHERE r.logged) INTO o_runs, v_runs, v_logged FROM r;
    PERFORM FROM run_logs l WHERE l.run_id = ANY (v_logged) ORDER BY l.run_id FOR UPDATE;
    DELETE FROM run_logs l WHERE l.run_id = ANY (v_logged);
    DELETE FROM run_text t WHERE t.run_id = ANY (v_logged);
    DELETE FROM messages m WHERE m.session_id = ANY (p_sessions);
    GET DIAGNOSTICS o_messages = ROW_COUNT;
    -- Whatever else hangs on a session is deleted by its triggers.
    DELETE FROM chat_sessions s WHERE s.id = ANY (p_sessions);
    PERFORM confab_forget_turns(v_runs, p_sessions);
END
$$;
