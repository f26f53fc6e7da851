package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.RunId;
import dev.confab.domain.message.Message;
import dev.confab.rest.chat.AttachmentView;
import dev.confab.rest.json.Word;
import dev.confab.rest.run.Cited;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as clients read it.
 *
 * @param turn  position of the question that it is, or belongs to; 0 when nobody had asked yet
 * @param runId the run that it asked for or that wrote it; null when it was added without one
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record MessageView(String messageId, String sessionId, long seq, long turn, String role, String content, String status,
        List<Cited> citations, List<AttachmentView> attachments, @Nullable String runId, String createdAt) {

    /** @param json reads what was attached as JSON */
    static MessageView of(Message message, JsonMapper json) {
        return new MessageView(message.id().toString(), message.session().toString(), message.seq(), message.turn(),
                Word.of(message.role()), message.content().value(), Word.of(message.status()),
                Cited.all(message.citations()), AttachmentView.all(message.attachments(), json),
                message.origin().map(RunId::toString).orElse(null),
                message.createdAt().toString());
    }
}
