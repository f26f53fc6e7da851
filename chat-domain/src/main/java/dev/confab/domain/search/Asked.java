package dev.confab.domain.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One thing that a query asks for: a word, words in quotes, or what is written without spaces. Its words have to follow each
 * other.
 *
 * @param words   which words, at least one
 * @param literal whether they are to stand there as they are, and not in another number or case
 * @param open    whether the last one may go on: it is still being typed
 */
record Asked(List<TextWord> words, boolean literal, boolean open) {

    /** What a word is worth that is exactly what was asked for. */
    private static final double WHOLE = 1;
    private static final double SAME_STEM = 0.8;
    private static final double GOES_ON = 0.7;
    /** Of Korean, where a letter is a syllable. */
    private static final char FIRST_SYLLABLE = '\u1100';
    private static final char FIRST_ARABIC = '\u0600';

    Asked {
        words = List.copyOf(words);
    }

    /** What every text that has it has in an index: of each list at least one. */
    List<Set<Lookup>> lookups() {
        var all = new ArrayList<Set<Lookup>>();
        for (int at = 0; at < words.size(); at++) {
            TextWord word = words.get(at);
            boolean paired = word.dense() && at + 1 < words.size() && word.touches(words.get(at + 1));
            boolean second = at > 0 && words.get(at - 1).touches(word);
            if (paired) {
                all.add(Set.of(new Lookup(word.key() + words.get(at + 1).key(), false)));
            } else if (!second) {
                all.add(word.dense() ? Set.of(new Lookup(word.key(), false))
                        : ofWord(word.key(), goesOn(at)));
            }
        }
        return all;
    }

    /** Whether a word may go on. One letter says too little: half of all words begin with one of some few. */
    private boolean goesOn(int at) {
        String key = words.get(at).key();
        return open && at == words.size() - 1 && (key.length() > 1 || key.charAt(0) >= FIRST_SYLLABLE);
    }

    private Set<Lookup> ofWord(String key, boolean goesOn) {
        var some = new LinkedHashSet<Lookup>();
        some.add(new Lookup(key, goesOn));
        if (!literal) {
            String stem = Stem.of(key);
            some.add(new Lookup(stem, false));
            some.add(new Lookup(Lookup.STEM + stem, false));
            if (goesOn) {
                some.add(new Lookup(Lookup.STEM + key, true));
            }
        }
        return some;
    }

    /** How well the words of a text from one on are these; 0 when they are not. */
    double at(List<TextWord> text, int from) {
        if (from + words.size() > text.size()) {
            return 0;
        }
        double worst = WHOLE;
        for (int at = 0; at < words.size() && worst > 0; at++) {
            TextWord there = text.get(from + at);
            boolean torn = at > 0 && words.get(at - 1).touches(words.get(at))
                    && !text.get(from + at - 1).touches(there);
            worst = torn ? 0 : Math.min(worst, likeness(words.get(at), there, goesOn(at)));
        }
        return worst;
    }

    private double likeness(TextWord asked, TextWord there, boolean goesOn) {
        if (asked.key().equals(there.key())) {
            return WHOLE;
        }
        if (asked.dense() || there.dense()) {
            return 0;
        }
        if (!literal && haveOneStem(asked.key(), there.key())) {
            return SAME_STEM;
        }
        boolean begins = goesOn && (there.key().startsWith(asked.key())
                || (!literal && Stem.of(there.key()).startsWith(asked.key())));
        return begins ? GOES_ON : 0;
    }

    /** Endings are what words differ in: what does not begin alike is not looked at, unless it may have an article. */
    private static boolean haveOneStem(String one, String other) {
        boolean alike = one.charAt(0) == other.charAt(0)
                && one.charAt(1 % one.length()) == other.charAt(1 % other.length());
        return (alike || one.charAt(0) >= FIRST_ARABIC) && Stem.of(one).equals(Stem.of(other));
    }
}
