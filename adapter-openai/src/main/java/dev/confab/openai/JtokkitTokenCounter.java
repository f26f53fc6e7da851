package dev.confab.openai;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingResult;
import com.knuddels.jtokkit.api.EncodingType;
import dev.confab.domain.PlainText;
import dev.confab.domain.prompt.TokenCounter;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens with the vocabulary of the model, if it is one of OpenAI's, else with the newest of theirs: other models'
 * counts differ, by a few percent for English. What looks like a special token is counted as the text it is.
 *
 * <p>
 * The vocabulary is read with the first count, which takes a good part of a second, so that a start does not pay for it.
 */
public final class JtokkitTokenCounter implements TokenCounter {

    /** A longer text is counted in pieces: a long run without a space costs the tokenizer more than its length. */
    private static final int LONGEST_PIECE = 4_096;
    /** So far back a space is looked for to cut at, so that the cut does not change the count. */
    private static final int CUT_SEARCH = 256;
    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    private final String model;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Encoding encoding;

    /** Makes a counter for a model by the name its provider gives it. */
    public JtokkitTokenCounter(String model) {
        this.model = Objects.requireNonNull(model, "model");
    }

    @Override
    public int count(PlainText text) {
        String value = text.value();
        Encoding counting = encoding();
        int tokens = 0;
        int from = 0;
        while (value.length() - from > LONGEST_PIECE) {
            int cut = cut(value, from + LONGEST_PIECE);
            tokens += counting.countTokensOrdinary(value.substring(from, cut));
            from = cut;
        }
        return tokens + counting.countTokensOrdinary(value.substring(from));
    }

    /**
     * Returns the start of a text that has no more tokens than this, the whole text if it has not.
     *
     * @param most at least 1
     */
    public PlainText start(PlainText text, int most) {
        String value = text.value();
        Encoding counting = encoding();
        int left = most;
        for (int from = 0; from < value.length();) {
            int cut = value.length() - from > LONGEST_PIECE ? cut(value, from + LONGEST_PIECE) : value.length();
            EncodingResult piece = counting.encodeOrdinary(value.substring(from, cut), left);
            if (piece.isTruncated()) {
                int end = from + piece.getLastProcessedCharacterIndex() + 1;
                // Half a character is no text.
                boolean split = end > 0 && end < value.length() && Character.isLowSurrogate(value.charAt(end))
                        && Character.isHighSurrogate(value.charAt(end - 1));
                return PlainText.of(value.substring(0, split ? end - 1 : end));
            }
            left -= piece.getTokens().size();
            from = cut;
            if (left == 0) {
                return PlainText.of(value.substring(0, from));
            }
        }
        return text;
    }

    /** Where to cut at or shortly before an index: before a space, else not inside a surrogate pair. */
    private static int cut(String text, int index) {
        for (int at = index; at > index - CUT_SEARCH; at--) {
            if (text.charAt(at) == ' ' && text.charAt(at - 1) != ' ') {
                return at;
            }
        }
        return Character.isLowSurrogate(text.charAt(index)) && Character.isHighSurrogate(text.charAt(index - 1))
                ? index - 1
                : index;
    }

    private Encoding encoding() {
        Encoding known = encoding;
        if (known != null) {
            return known;
        }
        reading.lock();
        try {
            Encoding found = REGISTRY.getEncodingForModel(model)
                    .orElseGet(() -> REGISTRY.getEncoding(EncodingType.O200K_BASE));
            encoding = found;
            return found;
        } finally {
            reading.unlock();
        }
    }
}
