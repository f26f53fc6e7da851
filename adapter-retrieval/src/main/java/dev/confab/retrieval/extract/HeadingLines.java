package dev.confab.retrieval.extract;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText.Heading;
import dev.confab.domain.document.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the headings of a text that comes in parts: those with number signs and underlined ones of Markdown, those with a
 * line under them of plain text. What stands in fenced code, or before a document as its settings, is none.
 */
final class HeadingLines {

    private static final Pattern MARKED = Pattern.compile(" {0,3}(#{1,6})(?:[ \\t]+(.*?))??(?:[ \\t]+#+)?[ \\t]*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(?:=+|-+)[ \\t]*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");
    private static final Pattern NO_TITLE = Pattern.compile("\\s*(?:[-*+>|#=`~]|\\d+[.)]\\s).*|\\s{4,}.*|\\t.*");
    /** No heading and no fence is longer. */
    private static final int LONGEST = 400;
    /** Nobody draws a line under a plain title that is much longer or shorter. */
    private static final int CARELESSNESS = 3;

    private final boolean markdown;
    /** The marks that have to close the open fence; empty when there is none. */
    private String fence = "";
    private boolean begun;
    private boolean settings;

    HeadingLines(boolean markdown) {
        this.markdown = markdown;
    }

    /** The headings of the next part, with their places in it. */
    List<Heading> in(String part) {
        var headings = new ArrayList<Heading>();
        // Where the line before begins if it is the only one of its paragraph and may be a title; else below 0.
        int title = -1;
        boolean afterBlank = true;
        int next;
        for (int line = 0; line < part.length(); line = next) {
            int end = part.indexOf('\n', line);
            end = end < 0 ? part.length() : end;
            next = end + 1;
            String words = end - line > LONGEST ? "x" : part.substring(line, end).stripTrailing();
            boolean plain = true;
            if (markdown && (isSettings(words) || isFenced(words))) {
                plain = false;
            } else if (markdown && MARKED.matcher(words).matches()) {
                plain = false;
                addMarked(headings, words, line, end);
            } else if (title >= 0 && isUnderline(words, line - 1 - title)) {
                plain = false;
                add(headings, new TextSpan(title, end), words.contains("=") ? 1 : 2,
                        part.substring(title, line).strip());
            }
            boolean blank = words.isBlank();
            boolean mayBeTitle = plain && afterBlank && !blank && end - line <= LONGEST
                    && !NO_TITLE.matcher(words).matches();
            title = mayBeTitle ? line : -1;
            afterBlank = blank || !plain;
        }
        return headings;
    }

    /** Settings stand between two lines of three hyphens at the very beginning. */
    private boolean isSettings(String line) {
        boolean rule = line.stripTrailing().equals("---");
        if (!begun) {
            begun = true;
            settings = rule;
            return settings;
        }
        boolean within = settings;
        settings = settings && !rule && !line.isBlank();
        return within;
    }

    private boolean isFenced(String line) {
        Matcher marks = FENCE.matcher(line);
        if (!marks.matches()) {
            return !fence.isEmpty();
        }
        if (fence.isEmpty()) {
            // A backtick behind the marks makes it code within a line.
            fence = marks.group(1).startsWith("`") && marks.group(2).contains("`") ? "" : marks.group(1);
            return !fence.isEmpty();
        }
        if (marks.group(1).startsWith(fence) && marks.group(2).isBlank()) {
            fence = "";
        }
        return true;
    }

    private boolean isUnderline(String line, int titleLength) {
        if (!UNDERLINE.matcher(line).matches()) {
            return false;
        }
        int length = line.strip().length();
        return markdown || (length >= CARELESSNESS && Math.abs(length - titleLength) <= CARELESSNESS);
    }

    private static void addMarked(List<Heading> headings, String line, int from, int to) {
        Matcher marked = MARKED.matcher(line);
        if (marked.matches() && marked.group(2) != null) {
            add(headings, new TextSpan(from, to), marked.group(1).length(), marked.group(2).strip());
        }
    }

    private static void add(List<Heading> headings, TextSpan span, int level, String words) {
        if (!words.isBlank()) {
            headings.add(new Heading(span, level, PlainText.of(words)));
        }
    }
}
