package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.Owner;
import dev.confab.domain.session.SessionNews;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;

/**
 * What has changed, as clients read it.
 *
 * @param sessions sessions that are new or different, and those that the messages belong to
 * @param messages messages that are new
 * @param cursor   what to ask for next
 * @param more     whether there is more already, or may be
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record SyncNews(List<SessionView> sessions, List<MessageView> messages, List<GoneSession> deletedSessions,
        List<GoneMessage> deletedMessages, String cursor, boolean more) {

    /** A session that is gone with all that belonged to it. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    record GoneSession(String sessionId, String deletedAt) {}

    /** A message that is gone. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    record GoneMessage(String sessionId, String messageId, String deletedAt) {}

    static SyncNews of(Owner owner, SessionNews.Changes changes, JsonMapper json) {
        return new SyncNews(changes.sessions().stream().map(SessionView::of).toList(),
                changes.messages().stream().map(message -> MessageView.of(message, json)).toList(),
                changes.deleted()
                        .stream()
                        .map(gone -> new GoneSession(gone.session().toString(), gone.at().toString()))
                        .toList(),
                changes.withdrawn()
                        .stream()
                        .map(gone -> new GoneMessage(gone.session().toString(), gone.message().toString(),
                                gone.at().toString()))
                        .toList(),
                SessionCursors.of(owner, changes.next()), changes.more());
    }
}
