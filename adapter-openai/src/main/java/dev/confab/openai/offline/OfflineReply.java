package dev.confab.openai.offline;

import dev.confab.domain.PlainText;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.llm.Usage;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes an answer when it is first asked for, and gives it out a few words at a time. */
final class OfflineReply implements ReplyStream {

    private static final int WORDS_PER_PIECE = 4;
    /** Text without spaces is cut too. */
    private static final int LONGEST_PIECE = 80;

    private final Supplier<String> author;
    private final Function<String, Usage> accountant;
    private @Nullable String answer;
    private int given;
    private boolean ended;
    private volatile boolean closed;

    OfflineReply(Supplier<String> author, Function<String, Usage> accountant) {
        this.author = author;
        this.accountant = accountant;
    }

    @Override
    public ReplyEvent next() {
        if (ended) {
            throw new IllegalStateException("the reply has ended");
        }
        if (answer == null && !closed) {
            answer = author.get();
        }
        String text = answer;
        if (closed || text == null) {
            ended = true;
            return new ReplyEvent.Cancelled();
        }
        if (given == text.length()) {
            ended = true;
            return new ReplyEvent.Completed(FinishReason.STOP, Optional.of(accountant.apply(text)));
        }
        int from = given;
        given = endOfPiece(text, from);
        return new ReplyEvent.Delta(PlainText.of(text.substring(from, given)));
    }

    @Override
    public void close() {
        closed = true;
    }

    private static int endOfPiece(String text, int from) {
        int limit = Math.min(text.length(), from + LONGEST_PIECE);
        int words = 0;
        for (int at = from + 1; at < limit; at++) {
            boolean wordEnds = Character.isWhitespace(text.charAt(at - 1)) && !Character.isWhitespace(text.charAt(at));
            if (wordEnds && ++words == WORDS_PER_PIECE) {
                return at;
            }
        }
        boolean insidePair = limit < text.length() && Character.isHighSurrogate(text.charAt(limit - 1));
        return insidePair ? limit - 1 : limit;
    }
}
