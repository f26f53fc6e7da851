package dev.confab.domain.session;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.message.Role;
import java.util.Objects;

/**
 * A message to be added to a log without asking a model.
 *
 * @param id      its identity
 * @param role    who says it
 * @param content what it says, not blank
 */
public record NewMessage(MessageId id, Role role, PlainText content) {

    public NewMessage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(role, "role");
        if (content.isBlank()) {
            throw new IllegalArgumentException("a message is not blank");
        }
    }
}
