package dev.confab.rest.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Run;
import dev.confab.domain.session.Branch;
import dev.confab.domain.session.Session;
import dev.confab.rest.json.Word;
import dev.confab.rest.run.Cited;
import dev.confab.rest.run.Reason;
import dev.confab.rest.run.Tokens;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an export tells of a session, beside its messages. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record SessionView(String sessionId, @Nullable String title, String mode, List<String> documentIds,
        @Nullable String assistantId, Map<String, String> metadata, @Nullable Origin branchOf, long messages,
        String createdAt, String updatedAt) {

    /** The session it was branched off, and the last message that both have. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    record Origin(String sessionId, long lastSeq) {

        static Origin of(Branch branch) {
            return new Origin(branch.session().toString(), branch.lastSeq());
        }
    }

    static SessionView of(OwnedSession owned) {
        Session session = owned.session();
        return new SessionView(session.id().toString(), owned.title().map(PlainText::value).orElse(null),
                Word.of(session.mode()), session.scope()
                        .documents()
                        .map(all -> all.stream().map(DocumentId::toString).sorted().toList())
                        .orElse(List.of()),
                owned.assistant().map(AssistantId::toString).orElse(null), session.metadata().entries(),
                session.branch().map(Origin::of).orElse(null), session.lastSeq(),
                session.createdAt().toString(), session.updatedAt().toString());
    }

    /** A message; its run stands with the answer, or with the question as long as there is none. Not every message has one. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(String messageId, long seq, long turn, String role, String content, String status,
            List<Cited> citations, String createdAt, @Nullable String runId,
            @Nullable Execution run) {

        static Entry of(Message message, @Nullable Run run) {
            return new Entry(message.id().toString(), message.seq(), message.turn(), Word.of(message.role()),
                    message.content().value(), Word.of(message.status()), Cited.all(message.citations()),
                    message.createdAt().toString(), message.origin().map(RunId::toString).orElse(null),
                    run == null ? null : Execution.of(run));
        }
    }

    /** How a run went and what it used. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Execution(String status, int attempt, @Nullable String model, @Nullable Tokens usage, @Nullable Reason error,
            String createdAt, @Nullable String endedAt) {

        static Execution of(Run run) {
            return new Execution(Word.of(run.status()), run.attempt(),
                    run.receipt().map(receipt -> receipt.model()).orElse(null),
                    run.usage().map(Tokens::of).orElse(null),
                    run.error().map(Reason::of).orElse(null), run.createdAt().toString(),
                    run.endedAt().map(Instant::toString).orElse(null));
        }
    }
}
