package dev.confab.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A stretch of a Markdown or plain text: a heading, a paragraph, a list, a table, or fenced code as a whole.
 *
 * @param level 1 to 6 for a heading, 0 for anything else
 */
record Block(int from, int to, int level) {

    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})[ \\t].*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(?:=+|-+)[ \\t]*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(?:`{3,}|~{3,}).*");
    /** No heading and no fence is longer. */
    private static final int LONGEST_MARKED_LINE = 1_000;

    int length() {
        return to - from;
    }

    /** The words of a heading without its marks. */
    String words(String text) {
        String line = text.substring(from, to).lines().findFirst().orElse("").strip();
        return line.startsWith("#") ? line.replaceFirst("^#+\\s*", "").replaceFirst("\\s+#+$", "").strip() : line;
    }

    /** The blocks of a text in order; between them there is nothing but white space. */
    static List<Block> of(String text) {
        var blocks = new ArrayList<Block>();
        int from = -1;
        int lines = 0;
        boolean fenced = false;
        int end;
        for (int line = 0; line < text.length(); line = end + 1) {
            end = text.indexOf('\n', line);
            end = end < 0 ? text.length() : end;
            String mark = end - line > LONGEST_MARKED_LINE ? "" : text.substring(line, end).stripTrailing();
            boolean blank = text.substring(line, end).isBlank();
            var heading = HEADING.matcher(mark);
            if (FENCE.matcher(mark).matches()) {
                fenced = !fenced;
                from = from < 0 ? line : from;
                lines++;
            } else if (fenced) {
                lines++;
            } else if (blank) {
                if (from >= 0) {
                    blocks.add(new Block(from, line, 0));
                }
                from = -1;
                lines = 0;
            } else if (heading.matches()) {
                if (from >= 0) {
                    blocks.add(new Block(from, line, 0));
                }
                blocks.add(new Block(line, end, heading.group(1).length()));
                from = -1;
                lines = 0;
            } else if (lines == 1 && UNDERLINE.matcher(mark).matches()) {
                blocks.add(new Block(from, end, mark.contains("=") ? 1 : 2));
                from = -1;
                lines = 0;
            } else {
                from = from < 0 ? line : from;
                lines++;
            }
        }
        if (from >= 0) {
            blocks.add(new Block(from, text.length(), 0));
        }
        return blocks;
    }
}
