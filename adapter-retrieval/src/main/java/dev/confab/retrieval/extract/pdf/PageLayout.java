package dev.confab.retrieval.extract.pdf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes the text of a page of its lines: paragraphs are divided by an empty line, full lines of a paragraph are joined to
 * running text, short ones stay lines. Headings are what is larger or bolder than most of the document so far.
 */
final class PageLayout {

    private static final double LARGER = 1.15;
    private static final double MUCH_LARGER = 1.3;
    private static final double LARGEST = 1.6;
    private static final int LONGEST_HEADING = 200;
    private static final int LONGEST_BOLD_HEADING = 120;
    private static final int MOST_HEADING_LINES = 4;

    /** How many letters of the document have which size. */
    private final TreeMap<Float, Integer> sizes = new TreeMap<>();

    Page of(List<Line> lines) {
        lines.forEach(line -> sizes.merge(line.size(), line.text().length(), Integer::sum));
        int[] levels = levels(lines);
        var breaks = new LineBreaks(lines);
        var text = new StringBuilder();
        var headings = new ArrayList<Page.Head>();
        int from = 0;
        int headingLines = 0;
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            if (levels[at] > 0 && headingLines == 0) {
                from = text.length();
            }
            text.append(line.text());
            headingLines = levels[at] > 0 ? headingLines + 1 : 0;
            boolean last = at == lines.size() - 1;
            boolean sameHeading = !last && levels[at] > 0 && levels[at + 1] == levels[at]
                    && headingLines < MOST_HEADING_LINES && lines.get(at + 1).size() == line.size()
                    && !breaks.apart(at);
            if (levels[at] > 0 && !sameHeading) {
                addHeading(headings, new Page.Head(from, text.length(), levels[at]));
                headingLines = 0;
            }
            if (last) {
                text.append(line.endsSentence() || levels[at] > 0 ? "\n\n" : "\n");
            } else if (sameHeading) {
                text.append(' ');
            } else if (levels[at] > 0 || levels[at + 1] > 0) {
                text.append("\n\n");
            } else {
                breaks.append(text, at);
            }
        }
        return new Page(text.toString(), headings);
    }

    private static void addHeading(List<Page.Head> headings, Page.Head heading) {
        if (headings.size() < Frame.MAX_HEADINGS && heading.to() - heading.from() <= 2 * LONGEST_HEADING) {
            headings.add(heading);
        }
    }

    /** The level of each line, 0 for no heading. Where every line seems to be one, none is. */
    private int[] levels(List<Line> lines) {
        float body = body();
        int[] levels = new int[lines.size()];
        int large = 0;
        int bold = 0;
        for (int at = 0; at < levels.length; at++) {
            Line line = lines.get(at);
            boolean worded = line.text().codePoints().filter(Character::isLetter).limit(2).count() == 2;
            if (worded && line.size() >= body * LARGER && line.text().length() <= LONGEST_HEADING) {
                levels[at] = line.size() >= body * LARGEST ? 1 : line.size() >= body * MUCH_LARGER ? 2 : 3;
                large++;
            } else if (worded && isBoldHeading(line, body)) {
                levels[at] = 4;
                bold++;
            }
        }
        boolean manyLarge = large > 10 && 2 * large > levels.length;
        boolean manyBold = bold > 3 && 3 * bold > levels.length;
        return Arrays.stream(levels)
                .map(level -> (manyLarge && level > 0 && level < 4) || (manyBold && level == 4) ? 0
                        : Math.min(level, 3))
                .toArray();
    }

    private static boolean isBoldHeading(Line line, float body) {
        int first = line.text().codePointAt(0);
        boolean begins = Character.isDigit(first) || (Character.isLetter(first) && !Character.isLowerCase(first));
        boolean ends = line.endsSentence() || line.last() == ',' || line.last() == '-';
        return line.bold() && begins && !ends && line.size() >= body * (2 - LARGER)
                && line.text().length() <= LONGEST_BOLD_HEADING;
    }

    /** The size of most letters. */
    private float body() {
        float body = 0;
        int most = -1;
        for (var size : sizes.entrySet()) {
            if (size.getValue() > most) {
                body = size.getKey();
                most = size.getValue();
            }
        }
        return body;
    }
}
