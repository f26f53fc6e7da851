package dev.confab.application.background;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.message.Message;
import dev.confab.domain.prompt.SummaryPrompt;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.summary.NewSummary;
import dev.confab.domain.summary.Summary;
import dev.confab.domain.summary.SummaryStore;
import java.util.List;
import java.util.Optional;

/** Goes on with the summary of a session, up to where its messages have fallen out of the window. The log stays as it is. */
final class SummarizeSession {

    private static final int PAGE = 200;
    /** How many pieces are done at a time; a later turn has the others done. */
    private static final int PIECES = 20;

    private final SessionStore sessions;
    private final SummaryStore summaries;
    private final QuietCalls calls;
    private final TokenCounter tokens;
    private final IdSource ids;

    SummarizeSession(SessionStore sessions, SummaryStore summaries, QuietCalls calls, TokenCounter tokens,
            IdSource ids) {
        this.sessions = sessions;
        this.summaries = summaries;
        this.calls = calls;
        this.tokens = tokens;
        this.ids = ids;
    }

    /**
     * Goes on with it.
     *
     * @param target the position up to which, or a little further, there is to be a summary
     * @throws LlmFault if the model gives none
     */
    void summarize(Owner owner, SessionId session, long target) {
        for (int piece = 0; piece < PIECES; piece++) {
            Optional<Summary> before = summaries.find(owner, session);
            long told = before.map(Summary::seq).orElse(0L);
            if (told >= target) {
                return;
            }
            List<Message> log = sessions.readMessages(owner, session, told, PAGE);
            Optional<SummaryPrompt> next = SummaryPrompt.next(before, log, target, pieceTokens(), tokens, ids);
            if (next.isEmpty()) {
                return;
            }
            // When something of it was deleted meanwhile, what is left is read again.
            summaries.save(owner, session, before, written(owner, session, next.get()));
        }
    }

    private int pieceTokens() {
        return Math.clamp(calls.llm().profile().promptTokens() / 3, 1, SummaryPrompt.PIECE_TOKENS);
    }

    private NewSummary written(Owner owner, SessionId session, SummaryPrompt next) {
        ModelProfile model = calls.llm().profile();
        RunId run = next.told().getLast().origin().orElseGet(() -> new RunId(ids.next()));
        PlainText text = SummaryPrompt
                .read(calls.answer(owner, session, run, next.prompt(), SummaryPrompt.ANSWER_TOKENS))
                .orElseThrow(() -> new LlmFault.ProtocolBroken("the model ended a summary that says nothing", null));
        return new NewSummary(text, model.model(), next.told());
    }
}
