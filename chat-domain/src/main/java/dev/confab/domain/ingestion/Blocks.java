package dev.confab.domain.ingestion;

import dev.confab.domain.document.PageText.Heading;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks of a text, in order: its headings, which are known, and between them what empty lines divide, fenced
 * code as a whole. Between blocks there is nothing but white space.
 */
final class Blocks implements Iterator<Block> {

    private static final int SHORTEST_FENCE = 3;
    private static final int CODE_INDENT = 4;
    private static final int LONGEST_NUMBER = 9;
    /** So far into a first line a table's bar is looked for. */
    private static final int BAR_SEARCH = 500;
    private static final String BULLETS = "-*+•·‣–";

    private final String text;
    private final List<Heading> headings;
    private int nextHeading;
    private int at;
    private @Nullable Block found;

    Blocks(VersionText version) {
        text = version.text();
        headings = version.headings();
    }

    @Override
    public boolean hasNext() {
        if (found == null) {
            found = read();
        }
        return found != null;
    }

    @Override
    public Block next() {
        Block next = hasNext() ? found : null;
        if (next == null) {
            throw new NoSuchElementException();
        }
        found = null;
        return next;
    }

    private @Nullable Block read() {
        at = Block.skipBlank(text, at, text.length());
        while (nextHeading < headings.size() && headings.get(nextHeading).span().to() <= at) {
            nextHeading++;
        }
        if (at == text.length()) {
            return null;
        }
        Optional<Heading> next = nextHeading < headings.size() ? Optional.of(headings.get(nextHeading))
                : Optional.empty();
        int limit = next.map(heading -> heading.span().from()).orElse(text.length());
        int from = at;
        if (limit <= from) {
            at = next.orElseThrow().span().to();
            return new Block(from, Block.trimBlank(text, from, at), false, next);
        }
        int fence = fence(from, limit);
        at = fence > 0 ? endOfFence(from, fence, limit) : endOfParagraph(from, limit);
        boolean lined = fence > 0 || isLined(from, at);
        return new Block(from, Block.trimBlank(text, from, at), lined, Optional.empty());
    }

    private int endOfLine(int from, int limit) {
        int end = text.indexOf('\n', from, limit);
        return end < 0 ? limit : end;
    }

    private int endOfParagraph(int from, int limit) {
        int line = from;
        while (true) {
            int end = endOfLine(line, limit);
            line = Block.skipBlank(text, end, limit);
            boolean divided = text.indexOf('\n', Math.min(end + 1, line), line) >= 0;
            if (line == limit || divided || fence(line, limit) > 0) {
                return end;
            }
        }
    }

    /** How many marks of a fence a line begins with; 0 if it is none. */
    private int fence(int from, int limit) {
        char mark = text.charAt(from);
        if ((mark != '`' && mark != '~') || from - lineOf(from) >= CODE_INDENT) {
            return 0;
        }
        int end = from;
        while (end < limit && text.charAt(end) == mark) {
            end++;
        }
        return end - from >= SHORTEST_FENCE ? end - from : 0;
    }

    /** Behind the line that closes a fence with as many marks of the same kind and nothing else. */
    private int endOfFence(int from, int marks, int limit) {
        int end = endOfLine(from, limit);
        while (end < limit) {
            int line = Block.skipBlank(text, end, limit);
            end = endOfLine(line, limit);
            boolean closes = line < limit && text.charAt(line) == text.charAt(from) && fence(line, limit) >= marks
                    && Block.skipBlank(text, line + fence(line, limit), end) == end;
            if (closes) {
                return end;
            }
        }
        return limit;
    }

    /** Where the line begins whose first letter is here; at most {@value #CODE_INDENT} characters before. */
    private int lineOf(int first) {
        int line = first;
        while (line > 0 && first - line < CODE_INDENT && text.charAt(line - 1) != '\n') {
            line--;
        }
        return line;
    }

    /** Whether a list, a table or code begins here. */
    private boolean isLined(int from, int to) {
        char first = text.charAt(from);
        int line = lineOf(from);
        boolean indented = from - line >= CODE_INDENT || text.substring(line, from).contains("\t");
        if (indented && text.substring(line, from).isBlank()) {
            return true;
        }
        if (first == '|' || text.substring(from, Math.min(endOfLine(from, to), from + BAR_SEARCH)).contains(" | ")) {
            return true;
        }
        int mark = from;
        if (BULLETS.indexOf(first) >= 0) {
            mark++;
        } else {
            while (mark < to && mark - from < LONGEST_NUMBER && Character.isDigit(text.charAt(mark))) {
                mark++;
            }
            boolean numbered = mark > from && mark < to && (text.charAt(mark) == '.' || text.charAt(mark) == ')');
            mark = numbered ? mark + 1 : to;
        }
        return mark < to && Block.isBlank(text.charAt(mark));
    }
}
