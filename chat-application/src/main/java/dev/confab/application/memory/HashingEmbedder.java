package dev.confab.application.memory;

import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes vectors out of the words of a text and of the letters within them: texts that share words, or parts of words, are
 * near each other, others are not. It knows nothing of meaning; the same text has the same vector everywhere and for ever.
 * Meant for tests and trials that need no model. Never fails; takes texts of any length whole.
 */
public final class HashingEmbedder implements Embedder {

    /** A word, or a character that belongs to none, such as an emoji. */
    private static final Pattern TERM = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|\\S");
    private static final int GRAM = 3;
    private static final float GRAM_WEIGHT = 0.4f;
    /** Words of so many letters count whole, shorter ones less: the shortest are the most common. */
    private static final int LONG_WORD = 6;

    private final VectorSpace space;
    private final int batch;

    /** Makes one of 256 dimensions that takes 32 texts at once. */
    public HashingEmbedder() {
        this(new VectorSpace("hashed-words", 256), 32);
    }

    /**
     * Makes one whose vectors are of this space: embedders of equal spaces agree, those of different models do not.
     *
     * @throws IllegalArgumentException if a batch is less than one text
     */
    public HashingEmbedder(VectorSpace space, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch is at least one text");
        }
        this.space = space;
        this.batch = batch;
    }

    @Override
    public VectorSpace space() {
        return space;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public List<Vector> embed(List<PlainText> passages) {
        if (passages.isEmpty() || passages.size() > batch) {
            throw new IllegalArgumentException("a batch is 1 to " + batch + " texts");
        }
        return passages.stream().map(this::vector).toList();
    }

    @Override
    public Vector embedQuestion(PlainText question) {
        return vector(question);
    }

    private Vector vector(PlainText text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a text is not blank");
        }
        var sums = new float[space.dimension()];
        Matcher terms = TERM.matcher(text.value().toLowerCase(Locale.ROOT));
        terms.results().map(MatchResult::group).forEach(term -> add(sums, term));
        // What is added may cancel out; one direction is as good as another then.
        boolean nothing = true;
        for (float sum : sums) {
            nothing &= sum == 0;
        }
        if (nothing) {
            sums[Math.floorMod(mixed(text.value()), sums.length)] = 1;
        }
        return Vector.of(sums);
    }

    private void add(float[] sums, String term) {
        add(sums, term, Math.min(1, (float) term.length() / LONG_WORD));
        String bounded = "<" + term + ">";
        for (int at = 0; at + GRAM <= bounded.length() && term.length() > GRAM; at++) {
            add(sums, bounded.substring(at, at + GRAM), GRAM_WEIGHT);
        }
    }

    private void add(float[] sums, String feature, float weight) {
        int hash = mixed(feature);
        sums[Math.floorMod(hash >>> 1, sums.length)] += (hash & 1) == 0 ? weight : -weight;
    }

    private int mixed(String feature) {
        int hash = 31 * space.model().hashCode() + feature.hashCode();
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }
}
