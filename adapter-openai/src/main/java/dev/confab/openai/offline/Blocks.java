package dev.confab.openai.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the paragraphs, list items, table rows and headings of a text, plain or Markdown. Lines that were only wrapped
 * stay together; lines that stand for themselves do not.
 */
final class Blocks {

    private static final Pattern HEADING = Pattern.compile("\\s{0,3}#{1,6}\\s+");
    private static final Pattern ITEM = Pattern
            .compile("\\s*(?:[-*+•◦▪‣·–—]\\s+|\\d{1,3}\\.\\s+|\\(?(?:\\d{1,3}|[a-z]|[ivx]{1,5})\\)\\s+|>\\s?)");
    private static final Pattern UNDERLINE = Pattern.compile("\\s{0,3}(?:=+|-{2,})\\s*");
    private static final Pattern FENCE = Pattern.compile("\\s*(?:```|~~~).*");
    /** A block with no line longer than this is a list or a verse, not a wrapped paragraph. */
    private static final int NARROWEST_WRAPPED = 40;

    private final String text;
    private final List<Block> found = new ArrayList<>();
    private int from = -1;
    private int to;
    private int widest;
    private int lastLine;

    /** A stretch of the text. */
    record Block(int from, int to, boolean heading) {}

    private Blocks(String text) {
        this.text = text;
    }

    static List<Block> of(String text) {
        var blocks = new Blocks(text);
        blocks.read();
        return blocks.found;
    }

    private void read() {
        boolean code = false;
        for (int line = 0; line < text.length();) {
            int end = endOfLine(line);
            if (isShort(line, end) && FENCE.matcher(text).region(line, end).matches()) {
                endBlock(false);
                code = !code;
            } else if (code) {
                take(line, end);
                endBlock(false);
            } else {
                readLine(line, end);
            }
            line = end + (text.startsWith("\r\n", end) ? 2 : 1);
        }
        endBlock(false);
    }

    private void readLine(int line, int end) {
        if (isBlank(line, end)) {
            endBlock(false);
            return;
        }
        if (from >= 0 && isShort(line, end) && UNDERLINE.matcher(text).region(line, end).matches()) {
            endBlock(true);
            return;
        }
        Matcher heading = HEADING.matcher(text).region(line, end);
        if (heading.lookingAt()) {
            endBlock(false);
            take(heading.end(), end);
            endBlock(true);
            return;
        }
        Matcher item = ITEM.matcher(text).region(line, end);
        if (item.lookingAt() && item.end() < end) {
            endBlock(false);
            take(item.end(), end);
            return;
        }
        boolean row = text.charAt(firstVisible(line, end)) == '|';
        if (row || (from >= 0 && !continues(line, end))) {
            endBlock(false);
        }
        take(line, end);
        if (row) {
            endBlock(false);
        }
    }

    /** Whether this line only goes on with the paragraph that has begun. */
    private boolean continues(int line, int end) {
        int start = firstVisible(line, end);
        if (Character.isLowerCase(text.codePointAt(start))) {
            return true;
        }
        int word = start;
        while (word < end && word - start < NARROWEST_WRAPPED && !Character.isWhitespace(text.charAt(word))) {
            word++;
        }
        int widestYet = Math.max(widest, end - line);
        return widestYet >= NARROWEST_WRAPPED && lastLine + 1 + (word - start) > widestYet * 9 / 10;
    }

    private void take(int start, int end) {
        if (from < 0) {
            from = start;
            widest = 0;
        }
        to = end;
        lastLine = end - start;
        widest = Math.max(widest, lastLine);
    }

    private void endBlock(boolean heading) {
        if (from >= 0) {
            found.add(new Block(from, to, heading));
            from = -1;
        }
    }

    private int endOfLine(int at) {
        for (int end = at; end < text.length(); end++) {
            switch (text.charAt(end)) {
                case '\n', '\r', '\u2028', '\u2029', '\u0085', '\f' -> {
                    return end;
                }
                default -> {
                    // within the line
                }
            }
        }
        return text.length();
    }

    private static boolean isShort(int line, int end) {
        return end - line <= 200;
    }

    private boolean isBlank(int line, int end) {
        return firstVisible(line, end) == end;
    }

    private int firstVisible(int line, int end) {
        int at = line;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
