package dev.confab.domain.ingestion;

import dev.confab.domain.PlainText;
import dev.confab.domain.prompt.TokenCounter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The units of a text in order, with a look at those that come. */
final class Units {

    /** No passage and no unit has more characters for each token it should have, however few tokens they are. */
    static final int LONGEST_PER_TOKEN = 8;

    private final String text;
    private final TokenCounter counter;
    private final PassageSize size;
    private final Blocks blocks;
    private final Deque<Unit> ahead = new ArrayDeque<>();
    private @Nullable Parts begun;

    Units(VersionText version, TokenCounter counter, PassageSize size) {
        this.text = version.text();
        this.counter = counter;
        this.size = size;
        this.blocks = new Blocks(version);
    }

    /** The next unit; null after the last one. */
    @Nullable
    Unit peek() {
        return ahead.isEmpty() && !read() ? null : ahead.getFirst();
    }

    /** Takes what {@link #peek} showed. */
    Unit take() {
        return ahead.removeFirst();
    }

    /** Puts its sentences in the place of the next unit; false if that cannot be divided. */
    boolean divide() {
        Unit whole = ahead.getFirst();
        List<Unit> parts = parts(whole);
        if (parts.size() < 2) {
            return false;
        }
        ahead.removeFirst();
        parts.reversed().forEach(ahead::addFirst);
        return true;
    }

    /** The sentences of a unit; only itself if it cannot be divided. */
    List<Unit> parts(Unit whole) {
        if (!whole.divisible()) {
            return List.of(whole);
        }
        var parts = new ArrayList<Unit>();
        new Parts(this, new Block(whole.from(), whole.to(), false, Optional.empty())).forEachRemaining(parts::add);
        return parts;
    }

    /**
     * Whether the units up to the next heading, or the end, have no more tokens and do not end beyond.
     *
     * @param end the place that none of them may end behind
     */
    boolean sectionEndsWithin(int tokens, int end) {
        int left = tokens;
        for (Unit unit : ahead) {
            if (unit.isHeading()) {
                return true;
            }
            left -= unit.tokens();
            if (left < 0 || unit.to() > end) {
                return false;
            }
        }
        while (read()) {
            Unit unit = ahead.getLast();
            if (unit.isHeading()) {
                return true;
            }
            left -= unit.tokens();
            if (left < 0 || unit.to() > end) {
                return false;
            }
        }
        return true;
    }

    String text() {
        return text;
    }

    PassageSize size() {
        return size;
    }

    /** The tokens of a stretch; more than fit, without counting, if it is too long anyway. */
    int count(int from, int to) {
        if (to - from > size.target() * LONGEST_PER_TOKEN) {
            return Integer.MAX_VALUE;
        }
        return counter.count(PlainText.of(text.substring(from, to)));
    }

    /** Reads one more unit; false at the end. */
    private boolean read() {
        Iterator<Unit> parts = begun;
        if (parts != null && parts.hasNext()) {
            return ahead.add(parts.next());
        }
        begun = null;
        if (!blocks.hasNext()) {
            return false;
        }
        Block block = blocks.next();
        int tokens = count(block.from(), block.to());
        if (tokens <= size.target()) {
            boolean divisible = !block.lined() && block.heading().isEmpty();
            return ahead.add(new Unit(block.from(), block.to(), tokens, divisible, block.heading()));
        }
        // Also a heading: what is longer than a passage heads nothing.
        Parts large = new Parts(this, block);
        begun = large;
        return ahead.add(large.next());
    }
}
