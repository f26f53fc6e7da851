package dev.confab.domain.ingestion;

import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Takes a block apart: into sentences, or into lines if it is made of those. What is still too long is cut at a line's end,
 * at a space, or where it must be. There is always at least one part; those of white space alone are left out.
 */
final class Parts implements Iterator<Unit> {

    /** Sentences are looked for in so many characters at once for each token of a passage, so that no text is read again. */
    private static final int WINDOW_PER_TOKEN = 16;
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** No counter finds more tokens in a character, since none of UTF-16 has more bytes in UTF-8. */
    private static final int TOKENS_PER_CHARACTER = 3;
    /** What people see as one character is looked for in so many characters around a cut. */
    private static final int WIDEST_CHARACTER = 64;
    /** Ends of sentences that Java does not know. */
    private static final String MORE_ENDS = "\u061F\u06D4\u0964\u0965";

    private final Units units;
    private final String text;
    private final Block block;
    private final Deque<Block> found = new ArrayDeque<>();
    private final Deque<Unit> ready = new ArrayDeque<>();
    private int at;
    private int guess;

    Parts(Units units, Block block) {
        this.units = units;
        this.text = units.text();
        this.block = block;
        this.at = block.from();
        this.guess = longestGuess();
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && (!found.isEmpty() || at < block.to())) {
            if (found.isEmpty()) {
                find();
            } else {
                measure(found.removeFirst());
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Unit next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    /** Looks for the next sentences, or the next line. */
    private void find() {
        if (block.lined()) {
            int end = text.indexOf('\n', at, block.to());
            end = end < 0 ? block.to() : end + 1;
            addFound(at, end);
            at = end;
            return;
        }
        int window = units.size().target() * WINDOW_PER_TOKEN;
        int to = block.to() - at <= window ? block.to() : wholeCharacters(at + window);
        if (!isProse(at, to)) {
            addFound(at, to);
            at = to;
            return;
        }
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        ends.setText(text.substring(at, to));
        int base = at;
        for (int end = ends.next(); end != BreakIterator.DONE; end = ends.next()) {
            // The last one may go on behind the window, and is read again if that is little beside what was found.
            if (base + end == to && to < block.to() && at - base >= window / 2) {
                return;
            }
            addSentences(at, base + end);
            at = base + end;
        }
    }

    /** Whether most of it is words: brackets and full stops alone make Java look for sentences again and again. */
    private boolean isProse(int from, int to) {
        int marks = 0;
        for (int place = from; place < to; place++) {
            char unit = text.charAt(place);
            boolean word = Character.isAlphabetic(unit) || Character.isDigit(unit) || Block.isBlank(unit)
                    || Character.getType(unit) == Character.NON_SPACING_MARK;
            marks += word ? 0 : 1;
        }
        return marks <= (to - from) / 2;
    }

    private void addSentences(int from, int to) {
        int begin = from;
        for (int end = from + 1; end < to; end++) {
            if (MORE_ENDS.indexOf(text.charAt(end - 1)) >= 0 && Block.isBlank(text.charAt(end))) {
                addFound(begin, end);
                begin = end;
            }
        }
        addFound(begin, to);
    }

    private void addFound(int from, int to) {
        int first = Block.skipBlank(text, from, to);
        int last = Block.trimBlank(text, first, to);
        if (last - first == 1 && !found.isEmpty() && !block.lined() && !Character.isLetterOrDigit(text.charAt(first))) {
            // Java sometimes gives a full stop of its own, which belongs to the sentence before it.
            Block before = found.removeLast();
            found.addLast(new Block(before.from(), last, false, Optional.empty()));
        } else if (first < last) {
            found.addLast(new Block(first, last, false, Optional.empty()));
        }
    }

    private void measure(Block part) {
        int tokens = units.count(part.from(), part.to());
        if (tokens <= units.size().target()) {
            ready.addLast(new Unit(part.from(), part.to(), tokens, false, Optional.empty()));
            return;
        }
        int to = cut(part.from(), guess, part.to());
        tokens = units.count(part.from(), to);
        while (tokens > units.size().target()) {
            int shorter = Math.max(units.size().target() / TOKENS_PER_CHARACTER, (to - part.from()) / 2);
            to = cut(part.from(), shorter, part.to());
            tokens = units.count(part.from(), to);
        }
        guess = Math.min(longestGuess(), 2 * (to - part.from()));
        int end = Block.trimBlank(text, part.from(), to);
        ready.addLast(new Unit(part.from(), end, tokens, false, Optional.empty()));
        int rest = Block.skipBlank(text, to, part.to());
        if (rest < part.to()) {
            found.addFirst(new Block(rest, part.to(), false, Optional.empty()));
        }
    }

    private int longestGuess() {
        return units.size().target() * CHARACTERS_PER_TOKEN;
    }

    /** Where to cut so many characters off, or fewer; never none. */
    private int cut(int from, int length, int end) {
        int limit = from + length;
        if (limit >= end) {
            return end;
        }
        int least = from + length / 2;
        int space = 0;
        for (int place = limit; place > least; place--) {
            char before = text.charAt(place - 1);
            if (before == '\n') {
                return place;
            }
            space = space == 0 && Block.isBlank(before) ? place : space;
        }
        if (space > 0) {
            return space;
        }
        int whole = wholeCharacters(limit);
        return whole > from ? whole : inPair(limit);
    }

    /** The place, or one shortly before it, that is not inside what people see as one character. */
    private int wholeCharacters(int limit) {
        int from = inPair(Math.max(block.from(), limit - WIDEST_CHARACTER));
        int to = Math.min(block.to(), limit + WIDEST_CHARACTER);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(from, to));
        int whole = characters.isBoundary(limit - from) ? limit : from + characters.preceding(limit - from);
        return whole > from ? whole : inPair(limit);
    }

    /** The place, or the one before it if it is inside a surrogate pair. */
    private int inPair(int place) {
        boolean pair = place > 0 && place < text.length() && Character.isLowSurrogate(text.charAt(place))
                && Character.isHighSurrogate(text.charAt(place - 1));
        return pair ? place - 1 : place;
    }
}
