package dev.confab.domain.ingestion;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText.Heading;
import dev.confab.domain.document.TextSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts units together to passages, as few as fit and follow the text's structure. */
final class Packing implements Iterator<NewPassage> {

    /** A section's rest stays with its passage if that gets larger than it should be by no more than this part of it. */
    private static final int GRACE = 5;

    private final VersionText version;
    private final Units units;
    private final PassageSize size;
    private final int longest;
    private final Deque<Heading> above = new ArrayDeque<>();
    private final List<Unit> held = new ArrayList<>();
    private int tokens;
    /** How many of the held units are no headings. */
    private int bodies;
    private List<PlainText> path = List.of();
    private int ordinal;
    private @Nullable NewPassage found;

    Packing(VersionText version, Units units, PassageSize size) {
        this.version = version;
        this.units = units;
        this.size = size;
        this.longest = size.target() * Units.LONGEST_PER_TOKEN;
    }

    @Override
    public boolean hasNext() {
        while (found == null) {
            Unit next = units.peek();
            if (next != null) {
                place(next);
            } else if (held.isEmpty()) {
                return false;
            } else {
                emit(held);
                clear();
            }
        }
        return true;
    }

    @Override
    public NewPassage next() {
        NewPassage next = hasNext() ? found : null;
        if (next == null) {
            throw new NoSuchElementException();
        }
        found = null;
        return next;
    }

    /** Takes the next unit, or makes room for it. */
    private void place(Unit next) {
        if (next.isHeading()) {
            // A section shorter than a third of a passage shares it with the next one.
            if (tokens >= size.target() / 3 && !held.getLast().isHeading()) {
                emit(held);
                clear();
                return;
            }
            enter(next.heading().orElseThrow());
        }
        if (fits(next)) {
            hold(units.take());
        } else if (headingWaits() || next.isHeading()) {
            makeRoom(next);
        } else if (next.divisible() && tokens < size.target() / 2 && isNear(next) && units.divide()) {
            // Its first sentences still fit.
            return;
        } else if (restFits()) {
            hold(units.take());
        } else {
            makeRoom(next);
        }
    }

    /** Whether there is a heading at the end, and something else before it that can be a passage. */
    private boolean headingWaits() {
        return held.getLast().isHeading() && bodies > 0;
    }

    private boolean fits(Unit next) {
        return held.isEmpty() || (tokens + next.tokens() <= size.target() && isNear(next));
    }

    private boolean isNear(Unit next) {
        return next.to() - held.getFirst().from() <= longest;
    }

    private boolean restFits() {
        return units.sectionEndsWithin(size.target() + size.target() / GRACE - tokens,
                held.getFirst().from() + longest);
    }

    private void enter(Heading heading) {
        while (!above.isEmpty() && above.getLast().level() >= heading.level()) {
            above.removeLast();
        }
        above.addLast(heading);
    }

    private void hold(Unit unit) {
        if (bodies == 0) {
            path = above.stream().map(Heading::words).toList();
        }
        held.add(unit);
        tokens += unit.tokens();
        bodies += unit.isHeading() ? 0 : 1;
    }

    /** Ends the passage before a unit that does not fit; headings at its end go on to the next one. */
    private void makeRoom(Unit next) {
        int last = held.size();
        while (last > 0 && held.get(last - 1).isHeading()) {
            last--;
        }
        if (last == 0) {
            // Nothing but headings: few wait for their text, many are a passage of their own.
            if (tokens < size.target() / 3 && isNear(next)) {
                hold(units.take());
            } else {
                emit(held);
                clear();
            }
            return;
        }
        var ended = List.copyOf(held.subList(0, last));
        var kept = List.copyOf(held.subList(last, held.size()));
        emit(ended);
        clear();
        kept.forEach(this::hold);
        if (kept.isEmpty() && !next.isHeading()) {
            overlap(ended, next).ifPresent(this::hold);
        }
    }

    /** The last sentences of a passage that the next one repeats: never all of it, and no more than leave room. */
    private Optional<Unit> overlap(List<Unit> ended, Unit next) {
        int left = Math.min(size.overlap(), size.target() - next.tokens());
        int from = ended.getLast().to();
        int repeated = 0;
        for (Unit unit : ended.reversed()) {
            for (Unit part : units.parts(unit).reversed()) {
                boolean whole = part.from() == ended.getFirst().from();
                boolean far = next.to() - part.from() > longest;
                if (part.isHeading() || whole || far || repeated + part.tokens() > left) {
                    return stretch(from, ended.getLast().to(), repeated);
                }
                from = part.from();
                repeated += part.tokens();
            }
        }
        return stretch(from, ended.getLast().to(), repeated);
    }

    private static Optional<Unit> stretch(int from, int to, int tokens) {
        return from < to ? Optional.of(new Unit(from, to, tokens, false, Optional.empty())) : Optional.empty();
    }

    private void clear() {
        held.clear();
        tokens = 0;
        bodies = 0;
    }

    private void emit(List<Unit> units) {
        int from = units.getFirst().from();
        int to = units.getLast().to();
        found = new NewPassage(ordinal, new TextSpan(from, to), PlainText.of(version.text().substring(from, to)), path,
                version.pages(from, to));
        ordinal++;
    }
}
