package dev.confab.openai;

import dev.confab.domain.llm.FinishReason;
import java.util.Optional;

/**
 * Finds the finish reason in the data of an event. LangChain4j tells a reason that it does not know, none, and a stream that
 * was cut all the same way, and only at the end; an honest end needs to know which it was, and when.
 */
final class FinishMark {

    private static final String KEY = "\"finish_reason\"";

    private FinishMark() {}

    /**
     * Returns the reason, empty if there is none. Looking for the key is enough: within a JSON text its quotes would be
     * escaped.
     */
    static Optional<FinishReason> in(String data) {
        int key = data.indexOf(KEY);
        if (key < 0) {
            return Optional.empty();
        }
        int at = past(data, key + KEY.length(), ':');
        at = at < 0 ? at : past(data, at, '"');
        int end = at < 0 ? at : data.indexOf('"', at);
        return end < 0 || end == at ? Optional.empty() : Optional.of(reason(data.substring(at, end)));
    }

    /** Where it goes on behind this character, with white space before it; -1 if something else is there. */
    private static int past(String data, int from, char expected) {
        int at = from;
        while (at < data.length() && Character.isWhitespace(data.charAt(at))) {
            at++;
        }
        return at < data.length() && data.charAt(at) == expected ? at + 1 : -1;
    }

    private static FinishReason reason(String name) {
        return switch (name) {
            case "stop", "STOP", "end_turn", "eos" -> FinishReason.STOP;
            case "length", "max_tokens", "MAX_TOKENS" -> FinishReason.LENGTH;
            case "content_filter", "safety", "SAFETY" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }
}
