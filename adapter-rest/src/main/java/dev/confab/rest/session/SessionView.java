package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.session.Branch;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionEntry;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session as clients read it.
 *
 * @param assistantId the assistant that answers when a turn names none; it may be gone
 * @param revision    how often what can be changed of it was changed
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record SessionView(String sessionId, @Nullable String title, String mode, List<String> documentIds,
        @Nullable String assistantId,
        Map<String, String> metadata, @Nullable BranchView branchOf, long revision, long lastSeq, String createdAt,
        String updatedAt) {

    /** Where a session was branched off. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    record BranchView(String sessionId, long lastSeq) {
        static BranchView of(Branch branch) {
            return new BranchView(branch.session().toString(), branch.lastSeq());
        }
    }

    static SessionView of(SessionEntry entry) {
        Session session = entry.session();
        List<String> documents = session.scope()
                .documents()
                .orElse(Set.of())
                .stream()
                .map(DocumentId::toString)
                .sorted()
                .toList();
        return new SessionView(session.id().toString(), entry.title().map(title -> title.text().value()).orElse(null),
                Word.of(session.mode()), documents, entry.assistant().map(AssistantId::toString).orElse(null),
                session.metadata().entries(),
                session.branch().map(BranchView::of).orElse(null), entry.revision(), session.lastSeq(),
                session.createdAt().toString(),
                session.updatedAt().toString());
    }
}
