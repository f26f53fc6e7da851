package dev.confab.retrieval;

import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Cuts a text, plain or Markdown, into passages of at most about {@value #TARGET} characters that follow its structure: a
 * passage ends where a section, a paragraph or at least a sentence ends. Where the cut goes through a section the next
 * passage begins with the last sentences of the one before it. Each passage is a stretch of the text, letter for letter;
 * nothing but white space is left out.
 */
final class PassageCutter {

    /** About 250 tokens of English. */
    static final int TARGET = 1_000;
    /** How much of the passage before it a passage repeats at most. */
    static final int OVERLAP = 150;
    /** A section shorter than this shares its passage with the next one. */
    private static final int LEAST = 300;

    private final String text;
    private final List<Cut> cuts = new ArrayList<>();
    private final Deque<Block> above = new ArrayDeque<>();
    private final Deque<Block> held = new ArrayDeque<>();
    private String headings = "";

    /**
     * One passage of a text.
     *
     * @param text     the stretch of the text
     * @param headings the headings above it, outermost first, one a line
     */
    record Cut(String text, String headings) {}

    private PassageCutter(String text) {
        this.text = text;
    }

    static List<Cut> cut(String text) {
        var cutter = new PassageCutter(text);
        for (Block block : Block.of(text)) {
            if (block.level() > 0) {
                cutter.beginSection(block);
            } else if (block.length() <= TARGET) {
                cutter.add(block);
            } else {
                cutter.sentences(block).forEach(cutter::add);
            }
        }
        if (!cutter.held.isEmpty()) {
            cutter.emit(cutter.held.getFirst().from(), cutter.held.getLast().to());
        }
        return cutter.cuts;
    }

    private void beginSection(Block heading) {
        if (!held.isEmpty() && held.getLast().to() - held.getFirst().from() >= LEAST && held.getLast().level() == 0) {
            emit(held.getFirst().from(), held.getLast().to());
            held.clear();
        }
        while (!above.isEmpty() && above.getLast().level() >= heading.level()) {
            above.removeLast();
        }
        above.addLast(heading);
        add(heading);
    }

    private void add(Block block) {
        if (!held.isEmpty() && block.to() - held.getFirst().from() > TARGET) {
            passOn(block);
        }
        if (held.isEmpty()) {
            headings = above.stream().map(heading -> heading.words(text)).collect(Collectors.joining("\n"));
        }
        held.addLast(block);
    }

    /** Ends the passage before a block that does not fit; headings at its end go on to the next one. */
    private void passOn(Block next) {
        var kept = new ArrayDeque<Block>();
        while (!held.isEmpty() && held.getLast().level() > 0) {
            kept.addFirst(held.removeLast());
        }
        if (held.isEmpty()) {
            // Nothing but headings: few wait for their text, many are a passage of their own.
            if (kept.getLast().to() - kept.getFirst().from() < LEAST) {
                held.addAll(kept);
            } else {
                emit(kept.getFirst().from(), kept.getLast().to());
            }
            return;
        }
        Block last = held.getLast();
        emit(held.getFirst().from(), last.to());
        held.clear();
        if (kept.isEmpty() && next.level() == 0) {
            int from = overlap(last);
            if (from < last.to()) {
                kept.add(new Block(from, last.to(), 0));
            }
        }
        headings = above.stream().map(heading -> heading.words(text)).collect(Collectors.joining("\n"));
        held.addAll(kept);
    }

    /** Where the last sentences of a block begin that are short enough to be repeated. */
    private int overlap(Block block) {
        int from = block.to();
        List<Block> sentences = sentences(block);
        for (int at = sentences.size() - 1; at >= 0 && block.to() - sentences.get(at).from() <= OVERLAP; at--) {
            from = sentences.get(at).from();
        }
        return from;
    }

    private void emit(int from, int to) {
        String passage = text.substring(from, to).strip();
        if (passage.codePoints().anyMatch(point -> !Character.isWhitespace(point) && !Character.isSpaceChar(point))) {
            cuts.add(new Cut(passage, headings));
        }
    }

    /** The sentences of a block; one that is too long is cut at a line's end, at a space, or where it must. */
    private List<Block> sentences(Block block) {
        var sentences = new ArrayList<Block>();
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        ends.setText(text.substring(block.from(), block.to()));
        int from = block.from();
        for (int end = ends.next(); end != BreakIterator.DONE; end = ends.next()) {
            int to = block.from() + end;
            while (to - from > TARGET) {
                int cut = cutWithin(from);
                sentences.add(new Block(from, cut, 0));
                from = cut;
            }
            // The iterator sometimes gives a full stop of its own, which belongs to the sentence before it.
            boolean stop = !sentences.isEmpty() && text.substring(from, to).strip().length() <= 1;
            if (stop) {
                sentences.set(sentences.size() - 1, new Block(sentences.getLast().from(), to, 0));
            } else if (from < to) {
                sentences.add(new Block(from, to, 0));
            }
            from = to;
        }
        return sentences;
    }

    private int cutWithin(int from) {
        int limit = from + TARGET;
        int line = text.lastIndexOf('\n', limit - 1);
        if (line > from + TARGET / 2) {
            return line + 1;
        }
        for (int space = limit; space > from + TARGET / 2; space--) {
            if (Character.isWhitespace(text.charAt(space - 1))) {
                return space;
            }
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }
}
