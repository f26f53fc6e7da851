package dev.confab.domain.search;

import dev.confab.domain.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody looks for: words, and words in quotes that stand in a text exactly so. Upper and lower case, accents and the
 * commonest endings make no difference outside of quotes. The last word may be the beginning of one, as long as nothing
 * follows it. Nothing in a query is an operator, and every text is a query.
 */
public final class Sought {

    /** The longest query, in UTF-16 code units. */
    public static final int LONGEST = 500;
    /** The most things asked for at once; what comes behind them is left out. */
    public static final int MOST = 32;

    /** Straight quotes, typographic ones, and those of French, German and Japanese. */
    private static final Pattern QUOTED = Pattern
            .compile("[\"\u201C\u201D\u201E\u00AB\u300C]([^\"\u201C\u201D\u201E\u00BB\u300D]*)"
                    + "(?<end>[\"\u201C\u201D\u00BB\u300D]|$)");

    private final String query;
    private final List<Asked> all;

    private Sought(String query, List<Asked> all) {
        this.query = query;
        this.all = List.copyOf(all);
    }

    /**
     * Reads a query.
     *
     * @throws IllegalArgumentException if it is longer than {@value #LONGEST} code units
     */
    public static Sought of(PlainText text) {
        String query = text.value();
        if (query.length() > LONGEST) {
            throw new IllegalArgumentException("a query has at most " + LONGEST + " characters");
        }
        var all = new ArrayList<Asked>();
        Matcher quoted = QUOTED.matcher(query);
        int from = 0;
        while (quoted.find()) {
            addWords(all, query.substring(from, quoted.start()), false);
            boolean closed = !quoted.group("end").isEmpty();
            List<TextWord> phrase = TextWord.of(quoted.group(1));
            if (!phrase.isEmpty()) {
                all.add(new Asked(phrase, true, !closed && endsInWord(query)));
            }
            from = quoted.end();
        }
        addWords(all, query.substring(from), endsInWord(query));
        return new Sought(query, all.subList(0, Math.min(all.size(), MOST)));
    }

    private static boolean endsInWord(String text) {
        List<TextWord> words = TextWord.of(text);
        return !words.isEmpty() && words.getLast().to() == text.length();
    }

    private static void addWords(List<Asked> all, String text, boolean open) {
        List<TextWord> words = TextWord.of(text);
        for (int from = 0; from < words.size();) {
            int to = from + 1;
            while (to < words.size() && words.get(to - 1).touches(words.get(to))) {
                to++;
            }
            all.add(new Asked(words.subList(from, to), false, open && to == words.size()));
            from = to;
        }
    }

    /** Returns whether nothing is asked for: nothing will be found. */
    public boolean isNothing() {
        return all.isEmpty();
    }

    /** Returns what was read. */
    public String query() {
        return query;
    }

    /**
     * Returns what a text must have in an index to be worth a look: of each set at least one. Whether it really has what is
     * asked for, {@link #in} tells.
     */
    public List<Set<Lookup>> lookups() {
        return all.stream().flatMap(asked -> asked.lookups().stream()).distinct().toList();
    }

    /** Returns how well a text has what is asked for, and where. */
    public Match in(PlainText text) {
        Objects.requireNonNull(text, "text");
        return Match.of(all, text.value());
    }

    /** Returns how many characters there are, never what they say. */
    @Override
    public String toString() {
        return "Sought[" + query.length() + " code units]";
    }
}
