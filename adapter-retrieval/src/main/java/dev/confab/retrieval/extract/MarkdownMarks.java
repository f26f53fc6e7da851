package dev.confab.retrieval.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Tells Markdown from plain text by how much of it there is. */
final class MarkdownMarks {

    /** So much of a text is looked at. */
    static final int SAMPLE = 64_000;

    private static final int LONGEST_LINE = 500;
    /** So many points make a text Markdown, if they are of more than one kind of mark, or one of them is strong. */
    private static final int ENOUGH = 4;
    private static final int UNDERLINED = 2;
    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6} +\\S.*");

    private enum Mark {
        FENCE(2, "\\s{0,3}(?:```|~~~).*"),
        TABLE(4, "\\s*\\|?\\s*:?-{3,}:?\\s*\\|[\\s|:-]*"),
        LINK(2, ".*\\[[^\\]\\[]{1,200}\\]\\([^\\s()]{1,300}\\).*"),
        STRONG(2, ".*\\*\\*[^*\\s][^*]{0,200}\\*\\*.*"),
        ITEM(1, "\\s*[-*+] +\\S.*"),
        QUOTE(1, " {0,3}> ?\\S.*");

        private final int points;
        private final Pattern line;

        Mark(int points, String line) {
            this.points = points;
            this.line = Pattern.compile(line);
        }
    }

    private MarkdownMarks() {}

    /** Whether there is a sensible amount of marks at the beginning of a text. */
    static boolean in(String sample) {
        List<String> lines = sample.lines()
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line)
                .toList();
        if (hasHeading(lines)) {
            return true;
        }
        var kinds = new ArrayList<Mark>();
        int points = Math.min(ENOUGH, UNDERLINED * new HeadingLines(false).in(sample).size());
        for (Mark mark : Mark.values()) {
            long found = lines.stream().filter(line -> mark.line.matcher(line).matches()).limit(ENOUGH).count();
            if (found > 0) {
                kinds.add(mark);
                points += Math.toIntExact(found) * mark.points;
            }
        }
        return points >= ENOUGH && (kinds.size() > 1 || kinds.contains(Mark.TABLE));
    }

    /** A heading stands between empty lines; a comment of a program rarely does. */
    private static boolean hasHeading(List<String> lines) {
        for (int at = 0; at < lines.size(); at++) {
            boolean alone = (at == 0 || lines.get(at - 1).isBlank())
                    && (at == lines.size() - 1 || lines.get(at + 1).isBlank());
            if (alone && HEADING.matcher(lines.get(at)).matches()) {
                return true;
            }
        }
        return false;
    }
}
