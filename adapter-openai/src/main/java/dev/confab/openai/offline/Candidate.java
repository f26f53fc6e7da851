package dev.confab.openai.offline;

import java.util.ArrayList;
import java.util.List;

/**
 * A sentence that may be quoted.
 *
 * @param sentence the sentence
 * @param marker   the number of the passage it stands in, 0 for none
 * @param heading  the index of its heading among the candidates, -1 for none
 * @param before   the index of the sentence before it in the same text, -1 for none
 * @param trust    a factor by which its source is preferred or not, about 1
 */
record Candidate(Sentence sentence, int marker, int heading, int before, double trust) {

    /** Adds the sentences of a text to a list of candidates. */
    static void addAll(List<Candidate> candidates, String text, int marker, double trust) {
        addAll(candidates, Sentences.of(text), marker, trust);
    }

    /** Adds the sentences of a passage, of which the title is the first heading. */
    static void addPassage(List<Candidate> candidates, String title, String text, int marker, double trust) {
        int titled = candidates.size();
        candidates.add(new Candidate(new Sentence(title, true, -1), marker, -1, -1, 0));
        int from = candidates.size();
        addAll(candidates, Sentences.of(text), marker, trust);
        for (int at = from; at < candidates.size(); at++) {
            Candidate candidate = candidates.get(at);
            if (candidate.heading() < 0) {
                candidates.set(at, new Candidate(candidate.sentence(), marker, titled, candidate.before(), trust));
            }
        }
    }

    private static void addAll(List<Candidate> candidates, List<Sentence> sentences, int marker, double trust) {
        int base = candidates.size();
        var added = new ArrayList<Candidate>(sentences.size());
        for (int at = 0; at < sentences.size(); at++) {
            Sentence sentence = sentences.get(at);
            boolean follows = at > 0 && !sentence.heading() && !sentences.get(at - 1).heading();
            added.add(new Candidate(sentence, marker, sentence.section() < 0 ? -1 : base + sentence.section(),
                    follows ? base + at - 1 : -1, trust));
        }
        candidates.addAll(added);
    }
}
