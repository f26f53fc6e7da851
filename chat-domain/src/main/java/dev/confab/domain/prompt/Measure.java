package dev.confab.domain.prompt;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import java.util.ArrayList;
import java.util.List;

/** What texts cost in tokens, with what a chat protocol adds around each of them. */
final class Measure {

    /** What a chat format adds around an entry: OpenAI's own account of its formats names 3 to 4. */
    private static final int ENTRY_OVERHEAD = 4;
    /** A UTF-16 code unit is at most three UTF-8 bytes, and a token at least one. */
    private static final int TOKENS_PER_UNIT = 3;

    private final TokenCounter counter;

    Measure(TokenCounter counter) {
        this.counter = counter;
    }

    /** The most an entry of this text can cost, without counting. */
    long bound(PlainText text) {
        return bound(text.length());
    }

    /** The most an entry of a text of this length can cost. */
    long bound(int length) {
        return (long) TOKENS_PER_UNIT * length + ENTRY_OVERHEAD;
    }

    /** What an entry of this text costs. */
    int entry(PlainText text) {
        return counter.count(text) + ENTRY_OVERHEAD;
    }

    /** What a passage costs where it stands in a question. */
    int passage(Passage passage) {
        return counter.count(Excerpts.worded(passage)) + ENTRY_OVERHEAD;
    }

    /** The passages, best first, that cost no more than so many tokens together; one that costs too much is passed over. */
    List<Passage> fitting(List<Passage> passages, int tokens) {
        if (passages.isEmpty()) {
            return passages;
        }
        var fitting = new ArrayList<Passage>();
        int left = tokens - counter.count(Excerpts.preface());
        for (Passage passage : passages) {
            int cost = passage(passage);
            if (cost <= left) {
                fitting.add(passage);
                left -= cost;
            }
        }
        return List.copyOf(fitting);
    }
}
