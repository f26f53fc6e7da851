-- One turn as the server stores it: the two statements, each its own transaction, with texts of the load's and the fake
-- provider's length. A client keeps a session for ten turns. Identities are made here, in the order of time like the
-- server's own; :base is different in each run.
\set turn :turn + 1
\set first (:turn - 1) % 10 = 0
\set now :base + :turn
\if :first
\set session :now
\endif
SELECT * FROM confab_open_turn(set_config('confab.owner', 'benchmark', true),
    CASE WHEN :first::boolean THEN NULL
        ELSE (lpad(to_hex(:session::bigint), 12, '0') || '70038000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid END,
    (lpad(to_hex(:now::bigint), 12, '0') || '70038000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid,
    'open_chat', '[]',
    (lpad(to_hex(:now::bigint), 12, '0') || '70008000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid,
    'How does a robot estimate its own pose when the wheels slip and the camera sees only a white wall?', NULL,
    (lpad(to_hex(:now::bigint), 12, '0') || '70028000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid,
    'interrupt', 10, 30, '01920000-0000-7000-8000-000000000000', false, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT * FROM confab_close_turn(set_config('confab.owner', 'benchmark', true),
    (lpad(to_hex(:session::bigint), 12, '0') || '70038000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid,
    (lpad(to_hex(:now::bigint), 12, '0') || '70028000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid,
    1, 'completed',
    (lpad(to_hex(:now::bigint), 12, '0') || '70018000' || lpad(to_hex(:client_id::int), 12, '0'))::uuid,
    'A walking robot keeps its balance by holding the zero-moment point inside the support polygon of its feet. The controller predicts where the next step must land, and corrects it with the measured pose and contact forces many times a second.',
    'complete', NULL, NULL, NULL, 'stop', 412, 52,
    '{"provider": "openai", "model": "fake-model", "positions": [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], "left_out": 0, "passages": [], "selected_text": false, "retrieval_failed": false, "attempts": 1, "retrieval_ns": 0, "first_text_ns": 1023, "total_ns": 1234, "prompt_tokens": 412, "completion_tokens": 52, "counted": false}',
    '01920000-0000-7000-8000-000000000000', 30);
