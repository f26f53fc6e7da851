package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.MessagePage;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Some messages of a session, oldest first.
 *
 * @param earlier what to ask for as {@code before} to get those that stand before them; null when there are none
 * @param later   what to ask for as {@code after} to get those that follow, if there are any; null when there were none
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record MessageList(List<MessageView> messages, @Nullable Long earlier, @Nullable Long later) {

    /**
     * @param oneMore what was found when one more than the limit was asked for
     * @param asked   what was asked for, without that one
     * @param lastSeq the last position of the log; it is asked for only where it matters
     * @param json    reads what was attached as JSON
     */
    static MessageList of(List<Message> oneMore, MessagePage asked, LongSupplier lastSeq, JsonMapper json) {
        boolean more = oneMore.size() > asked.limit();
        boolean after = asked.direction() == MessagePage.Direction.AFTER;
        List<Message> shown = !more ? oneMore
                : after ? oneMore.subList(0, asked.limit())
                        : oneMore.subList(1, oneMore.size());
        if (shown.isEmpty()) {
            return new MessageList(List.of(), null, null);
        }
        long first = shown.getFirst().seq();
        long last = shown.getLast().seq();
        // Where a message was deleted the log goes on behind a gap.
        boolean later = after ? more : asked.seq() == last + 1 || lastSeq.getAsLong() >= asked.seq();
        return new MessageList(shown.stream().map(message -> MessageView.of(message, json)).toList(),
                first > 1 ? first : null,
                later ? last : null);
    }
}
