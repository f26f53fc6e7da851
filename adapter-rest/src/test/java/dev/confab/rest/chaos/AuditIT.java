package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit of the other proofs sees what it is there to see. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {

    private static final String SESSION = "00000000-0000-7000-8000-000000000001";
    private static final String RUN = "00000000-0000-7000-8000-000000000002";
    private static final String QUESTION = Speech.question(1, 3, 1);
    private static final String ANSWER = Speech.to(QUESTION).whole();

    private final Cluster cluster = Cluster.start();

    @AfterAll
    void end() {
        cluster.close();
    }

    @BeforeEach
    void storeOneTurn() {
        cluster.forget();
        cluster.audit().execute("""
                INSERT INTO chat_sessions (id, owner, mode, last_seq, updated_at, created_at)
                VALUES ('%1$s', 'o', 'open_chat', 2, now(), now());
                INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, answer_seq, lease_until, created_at,
                    ended_at)
                VALUES ('%2$s', '%1$s', 'o', 'completed', 1, 1, 2, now(), now(), now());
                INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at,
                    owner)
                VALUES (gen_random_uuid(), '%1$s', 1, 1, 'user', '%3$s', 'complete', '%2$s', now(), 'o'),
                    (gen_random_uuid(), '%1$s', 2, 1, 'assistant', '%4$s', 'complete', '%2$s', now(), 'o');
                """.formatted(SESSION, RUN, QUESTION, ANSWER.replace("'", "''")));
    }

    private static Ledger ledger() {
        var ledger = new Ledger();
        ledger.acknowledged(QUESTION, RUN);
        ledger.told(RUN, ANSWER);
        return ledger;
    }

    @Test
    void check_ofWhatIsSound_passes() {
        cluster.audit().check(ledger());
        assertTrue(cluster.audit().awaitSettled().toSeconds() < 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "DELETE FROM messages WHERE seq = 1",
            "UPDATE messages SET seq = 3 WHERE seq = 2",
            "UPDATE chat_sessions SET last_seq = 3",
            "UPDATE messages SET content = content || '.' WHERE role = 'assistant'",
            "UPDATE messages SET content = left(content, 9) WHERE role = 'assistant'",
            "UPDATE messages SET status = 'partial' WHERE role = 'assistant'",
            "UPDATE runs SET status = 'incomplete'",
            "UPDATE runs SET answer_seq = NULL",
            "SELECT set_config('confab.owner', 'o', false); INSERT INTO messages SELECT gen_random_uuid(), session_id, 3, role, content, status, citations, run_id, "
                    + "created_at, 3 FROM messages WHERE seq = 1; UPDATE chat_sessions SET last_seq = 3",
            "SELECT set_config('confab.owner', 'o', false); INSERT INTO messages SELECT gen_random_uuid(), session_id, 3, role, content, status, citations, run_id, "
                    + "created_at, 1 FROM messages WHERE seq = 2; UPDATE chat_sessions SET last_seq = 3" })
    void check_ofWhatIsNotSound_fails(String harm) {
        cluster.audit().execute(harm);
        assertThrows(AssertionError.class, () -> cluster.audit().check(ledger()));
    }

    @Test
    void check_ofWhatClientsWereToldOtherwise_fails() {
        Ledger lost = ledger();
        lost.acknowledged(Speech.question(2, 3, 1), RUN);
        Ledger other = new Ledger();
        other.told(RUN, ANSWER + ANSWER);
        Ledger refused = ledger();
        refused.refused(QUESTION);
        Ledger twice = ledger();
        twice.acknowledged(QUESTION, SESSION);
        for (Ledger wrong : new Ledger[] { lost, other, refused, twice }) {
            assertThrows(AssertionError.class, () -> cluster.audit().check(wrong));
        }
    }
}
