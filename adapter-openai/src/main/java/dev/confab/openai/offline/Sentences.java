package dev.confab.openai.offline;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into sentences in any script. What has no punctuation is cut at spaces, and where there are none, anywhere
 * but inside a surrogate pair, so that no sentence is longer than {@value #LONGEST} code units. Time is linear in the
 * text's length.
 */
final class Sentences {

    /** A longer one is not quoted whole. */
    static final int LONGEST = 800;
    /** How long the pieces are that a too long one is cut into. */
    private static final int PIECE = 300;

    private final String text;
    private final List<Sentence> found = new ArrayList<>();
    private int section = -1;

    private Sentences(String text) {
        this.text = text;
    }

    static List<Sentence> of(String text) {
        var sentences = new Sentences(text);
        for (Blocks.Block block : Blocks.of(text)) {
            sentences.cut(block);
        }
        return sentences.found;
    }

    private void cut(Blocks.Block block) {
        if (block.heading()) {
            section = -1;
            add(block.from(), block.to(), true);
            section = found.size() - 1;
            return;
        }
        int from = block.from();
        var ends = new SentenceEnds(text, block.from(), block.to());
        for (int end = ends.next(from); end < block.to(); end = ends.next(from)) {
            add(from, end, false);
            from = end;
        }
        add(from, block.to(), false);
    }

    private void add(int start, int end, boolean heading) {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        while (to - from > LONGEST) {
            int cut = endOfPiece(from);
            keep(from, cut, heading);
            from = cut;
        }
        keep(from, to, heading);
    }

    private void keep(int from, int to, boolean heading) {
        String sentence = text.substring(from, to).strip();
        if (sentence.codePoints().anyMatch(Character::isLetterOrDigit)) {
            found.add(new Sentence(sentence, heading, section));
        }
    }

    private int endOfPiece(int from) {
        int limit = from + PIECE;
        int space = limit;
        while (space > from + PIECE / 2 && !Character.isWhitespace(text.charAt(space - 1))) {
            space--;
        }
        if (space > from + PIECE / 2) {
            return space;
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }
}
