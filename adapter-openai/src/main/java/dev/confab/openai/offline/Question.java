package dev.confab.openai.offline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody asks, as concepts to look for.
 *
 * @param concepts    the different things it names, in order, at most {@value #MOST_CONCEPTS}
 * @param expectation what kind of thing it asks for, if that can be told
 * @param words       all its words in order
 * @param asks        whether it is put as a question
 */
record Question(List<Concept> concepts, Optional<Expectation> expectation, List<String> words,
        boolean asks) {

    static final int MOST_CONCEPTS = 32;
    /** Of a longer message only its beginning and its end are read. */
    private static final int LONGEST = 8_000;
    private static final double WEAK = 0.05;
    private static final double ASKING = 0.12;
    private static final double SHORT = 0.35;
    private static final double ASIDE = 0.4;
    private static final double RELATED = 0.4;
    private static final Set<String> FIRST_PERSON = Set.of("i", "my", "me", "mine", "we", "our", "us", "im", "myself",
            "ich", "mein", "meine", "mich", "mir", "wir", "je", "mon", "ma", "mes", "moi", "yo", "mi", "io", "mio",
            "eu",
            "meu", "minha", "я", "мои", "меня", "мне", "ben", "benim");

    /**
     * One thing that a question names.
     *
     * @param word    the word itself
     * @param weight  how much it says, 0 to 1
     * @param related words that stand for it in an answer
     * @param strong  whether it says what is asked about
     */
    record Concept(String word, double weight, List<String> related, boolean strong) {

        /** How well a word of a text expresses the concept, 0 to 1. */
        double strength(String other) {
            if (word.equals(other)) {
                return 1;
            }
            if (related.contains(other)) {
                return RELATED;
            }
            return strong && shareStem(word, other) ? 0.5 : 0;
        }

        /** Endings differ between languages, beginnings rarely do. */
        private static boolean shareStem(String one, String two) {
            int shorter = Math.min(one.length(), two.length());
            int longer = Math.max(one.length(), two.length());
            if (shorter < 4 || longer > shorter * 2 || Character.isDigit(one.charAt(0))) {
                return false;
            }
            int shared = 0;
            while (shared < shorter && one.charAt(shared) == two.charAt(shared)) {
                shared++;
            }
            return shared >= 4 && shared * 10 >= longer * 7;
        }
    }

    static Question of(String text) {
        String read = text.length() <= LONGEST ? text
                : text.substring(0, LONGEST / 2) + "\n\n" + text.substring(text.length() - LONGEST / 2);
        List<Sentence> sentences = Sentences.of(read);
        boolean asks = sentences.stream().anyMatch(Sentence::asks);
        var weights = new LinkedHashMap<String, Double>();
        var words = new ArrayList<String>();
        for (Sentence sentence : sentences) {
            double share = asks && !sentence.asks() ? ASIDE : 1;
            for (String word : Words.of(sentence.text())) {
                words.add(word);
                weights.merge(word, share * weight(word, sentence.text()), Math::max);
            }
        }
        String asked = asks ? String.join("\n", sentences.stream().filter(Sentence::asks).map(Sentence::text).toList())
                : read;
        return new Question(concepts(weights), Expectation.of(asked), List.copyOf(words), asks);
    }

    /** Whether it names nothing to look for: explain this, what does it say? */
    boolean vague() {
        return concepts.stream().noneMatch(Concept::strong);
    }

    /** Whether it is nothing but a greeting or thanks. */
    boolean greets() {
        return !words.isEmpty() && words.stream().allMatch(Vocabulary::isGreeting);
    }

    /** Whether it asks for nothing and rather tells something. */
    boolean tells() {
        return !asks && expectation.filter(kind -> kind != Expectation.NAME).isEmpty() && !vague()
                && words.stream().noneMatch(Vocabulary::isAsking);
    }

    /** Whether it is about the one who asks, or what was said before. */
    boolean personal() {
        return words.stream().anyMatch(FIRST_PERSON::contains);
    }

    private static double weight(String word, String sentence) {
        if (Vocabulary.isWeak(word)) {
            return WEAK;
        }
        if (Vocabulary.isAsking(word)) {
            return ASKING;
        }
        if (word.length() == 1 && Character.isDigit(word.charAt(0))) {
            return SHORT;
        }
        // A short word says little, unless somebody writes it in capitals: AI, CNN.
        boolean little = word.length() <= 2 && word.charAt(0) < '\u0500' && sentence.contains(word);
        return little && Character.isLetter(word.charAt(0)) ? SHORT : 1;
    }

    private static List<Concept> concepts(Map<String, Double> weights) {
        var concepts = new ArrayList<Concept>();
        boolean crowded = weights.size() > MOST_CONCEPTS;
        for (Map.Entry<String, Double> entry : weights.entrySet()) {
            boolean strong = !Vocabulary.isWeak(entry.getKey()) && !Vocabulary.isAsking(entry.getKey());
            if (concepts.size() < MOST_CONCEPTS && (strong || !crowded)) {
                concepts.add(new Concept(entry.getKey(), entry.getValue(), Vocabulary.relatedTo(entry.getKey()),
                        strong));
            }
        }
        return List.copyOf(concepts);
    }
}
