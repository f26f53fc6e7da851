package dev.confab.domain.grounding;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule that finds the citations of an answer while it is written: a marker such as {@code [2]} cites the second passage
 * of its prompt for the statement before it. What is quoted is always taken from the passage, letter for letter: words of it
 * that stand in the statement, else the sentence that shares most with it. A marker is dropped and counted when there is no
 * such passage, when the passage has nothing of what the statement says, or not what it puts in quotation marks. Where the
 * two are written in different scripts, which cannot be compared, the sentence that fits the question is quoted.
 *
 * <p>
 * It takes time in proportion to the answer's length, whatever the answer says. For one thread.
 */
public final class Citations {

    /** So much of the answer before a marker is looked at. */
    private static final int WINDOW = 2_000;
    private static final int KEPT = 4 * WINDOW;

    private record Place(int marker, TextSpan span) {}

    private final List<Passage> passages;
    private final PlainText question;
    private final Markers markers = new Markers();
    private final StringBuilder text = new StringBuilder();
    private final List<Citation> all = new ArrayList<>();
    private final Map<Integer, Evidence> evidence = new HashMap<>();
    private final Map<Integer, Optional<TextSpan>> spans = new HashMap<>();
    private final Set<Place> cited = new HashSet<>();
    private @Nullable BreakIterator sentences;
    private @Nullable Set<String> asked;
    private Statement statement = Statement.NONE;
    private int base;
    private int behindLast;
    private int unverified;

    /**
     * Begins an answer.
     *
     * @param question what is answered
     * @param passages the passages as they were numbered in the prompt, the first one being {@code [1]}
     */
    public Citations(PlainText question, List<Passage> passages) {
        this.question = question;
        this.passages = List.copyOf(passages);
    }

    /** Returns all citations of a whole answer, in the order of their places. */
    public static List<Citation> of(PlainText answer, PlainText question, List<Passage> passages) {
        var citations = new Citations(question, passages);
        citations.accept(answer.value());
        citations.finish();
        return citations.all();
    }

    /** Takes what the answer says next; returns the citations that are certain now, in the order of their places. */
    public List<Citation> accept(String delta) {
        if (passages.isEmpty()) {
            return List.of();
        }
        int before = all.size();
        text.append(delta);
        for (int at = 0; at < delta.length(); at++) {
            markers.take(delta.charAt(at)).forEach(this::cite);
        }
        int needed = markers.needed() - WINDOW;
        if (needed - base > KEPT) {
            text.delete(0, needed - base);
            base = needed;
        }
        return since(before);
    }

    /** Ends the answer; returns the citations that are certain only now. */
    public List<Citation> finish() {
        int before = all.size();
        markers.finish().forEach(this::cite);
        return since(before);
    }

    /** Returns up to where in the answer it is certain what is cited; without passages, that is nowhere asked for. */
    public int settled() {
        return passages.isEmpty() ? Integer.MAX_VALUE : markers.settled();
    }

    /** Returns all citations so far, in the order of their places. */
    public List<Citation> all() {
        return List.copyOf(all);
    }

    /** Returns how many were dropped so far. */
    public int unverified() {
        return unverified;
    }

    private List<Citation> since(int before) {
        return all.size() == before ? List.of() : List.copyOf(all.subList(before, all.size()));
    }

    private void cite(Markers.Marker marker) {
        read(Math.max(Math.max(behindLast, base), marker.from() - WINDOW), marker.from());
        behindLast = marker.to();
        boolean beyond = false;
        for (int number : marker.numbers()) {
            if (number < 1 || number > passages.size()) {
                beyond = true;
            } else {
                cite(number, marker.to());
            }
        }
        unverified += beyond ? 1 : 0;
    }

    /** Reads the statement before a marker; markers with nothing said between them share one. */
    private void read(int from, int to) {
        int begin = from < to && Character.isLowSurrogate(text.charAt(from - base)) ? from + 1 : from;
        if (begin >= to) {
            return;
        }
        if (sentences == null) {
            sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        }
        Statement read = Statement.last(text.substring(begin - base, to - base), sentences);
        if (!read.words().isEmpty()) {
            statement = read;
            spans.clear();
        }
    }

    private void cite(int number, int at) {
        Passage passage = passages.get(number - 1);
        Optional<TextSpan> found = spans.computeIfAbsent(number,
                marker -> evidence.computeIfAbsent(marker, ignored -> new Evidence(passage)).of(statement, asked()));
        if (found.isEmpty()) {
            unverified++;
            return;
        }
        TextSpan span = found.get();
        if (cited.add(new Place(number, span))) {
            all.add(new Citation(number, at, passage.id(), passage.document(), passage.version(), passage.title(),
                    passage.pageAt(span.from()), passage.span().within(span.from(), span.to()),
                    PlainText.of(passage.text().value().substring(span.from(), span.to()))));
        }
    }

    private Set<String> asked() {
        if (asked == null) {
            asked = Terms.of(Token.of(question.value()));
        }
        return asked;
    }
}
