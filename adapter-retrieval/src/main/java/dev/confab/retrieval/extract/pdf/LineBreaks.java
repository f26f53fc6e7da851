package dev.confab.retrieval.extract.pdf;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What stands between two lines of a page: nothing, a space, a line's end or an empty line. */
final class LineBreaks {

    /** Lines that are farther apart than so many times the usual distance are of different paragraphs. */
    private static final float APART = 1.4f;
    /** A line that ends so much before the others, as a part of the column's width, was ended on purpose. */
    private static final float SHORT = 0.12f;
    private static final float INDENTED = 0.8f;
    private static final float DEEPLY_INDENTED = 6f;
    private static final float LARGER = 1.08f;
    private static final String BULLETS = "-\u2013\u2022\u2023\u25E6\u25AA*\u00B7";
    private static final int LONGEST_WORD = 80;
    /** So many lines around are asked how wide the column is. */
    private static final int AROUND = 8;
    /** Lines of one column begin no farther apart, in letters. */
    private static final float SAME_COLUMN = 5f;

    private final List<Line> lines;
    private final float pitch;
    private final Set<String> hyphenated = new HashSet<>();

    LineBreaks(List<Line> lines) {
        this.lines = lines;
        this.pitch = pitch(lines);
        for (Line line : lines) {
            for (String word : line.text().split(" ", -1)) {
                int hyphen = word.indexOf('-');
                if (hyphen > 0 && hyphen < word.length() - 1) {
                    hyphenated.add(word.replaceAll("^\\P{L}+|\\P{L}+$", ""));
                }
            }
        }
    }

    /** Whether a line and the next one are farther apart than the lines of a paragraph. */
    boolean apart(int at) {
        float distance = lines.get(at + 1).y() - lines.get(at).y();
        float usual = Math.max(pitch, lines.get(at).size() * 1.1f);
        return distance > usual * APART;
    }

    /** Writes what stands between a line, which is written, and the next one. */
    void append(StringBuilder text, int at) {
        Line line = lines.get(at);
        Line next = lines.get(at + 1);
        boolean goesUp = next.y() < line.y() - line.size();
        boolean otherSize = Math.max(line.size(), next.size()) > LARGER * Math.min(line.size(), next.size());
        if (otherSize || (!goesUp && apart(at)) || (goesUp && line.endsSentence()) || beginsParagraph(line, next)) {
            text.append("\n\n");
        } else if (isDivided(line, next)) {
            int hyphen = text.length() - 1;
            if (!keepsHyphen(text, next)) {
                text.setLength(hyphen);
            }
        } else if ((isShort(at) && !goesUp) || isItem(line, next)) {
            dropSoftHyphen(text);
            text.append('\n');
        } else {
            dropSoftHyphen(text);
            text.append(' ');
        }
    }

    private static void dropSoftHyphen(StringBuilder text) {
        if (text.charAt(text.length() - 1) == LineText.SOFT_HYPHEN) {
            text.setLength(text.length() - 1);
        }
    }

    private boolean beginsParagraph(Line line, Line next) {
        float indent = line.right() ? line.end() - next.end() : next.left() - line.left();
        return line.endsSentence() && indent > INDENTED * next.size() && indent < DEEPLY_INDENTED * next.size();
    }

    /** Whether an item of a list begins; a number may just be one, so that it has to come after an end. */
    private static boolean isItem(Line line, Line next) {
        String text = next.text();
        if (text.length() > 2 && text.charAt(1) == ' ' && BULLETS.indexOf(text.charAt(0)) >= 0) {
            return true;
        }
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        return line.endsSentence() && digits > 0 && digits + 1 < text.length() && ".)".indexOf(text.charAt(digits)) >= 0
                && text.charAt(digits + 1) == ' ';
    }

    /** Whether a word was divided at the end of a line: it goes on with a small letter, or the hyphen is a soft one. */
    private static boolean isDivided(Line line, Line next) {
        int end = line.text().length() - 1;
        if (end < 2) {
            return false;
        }
        char hyphen = line.text().charAt(end);
        boolean letters = Character.isLetter(line.text().charAt(end - 1));
        if (hyphen == LineText.SOFT_HYPHEN) {
            return letters;
        }
        return (hyphen == '-' || hyphen == '\u2010') && letters && Character.isLetter(line.text().charAt(end - 2))
                && Character.isLowerCase(next.text().codePointAt(0));
    }

    /** A word that has another hyphen, or stands elsewhere on the page with this one, has it everywhere. */
    private boolean keepsHyphen(StringBuilder text, Line next) {
        if (text.charAt(text.length() - 1) == LineText.SOFT_HYPHEN) {
            return false;
        }
        String tail = text.substring(Math.max(0, text.length() - LONGEST_WORD));
        String begun = tail.substring(Math.max(tail.lastIndexOf(' '), tail.lastIndexOf('\n')) + 1);
        String rest = next.text().substring(0, endOfWord(next.text()));
        return begun.indexOf('-') < begun.length() - 1
                || hyphenated.contains((begun + rest).replaceAll("^\\P{L}+|\\P{L}+$", ""));
    }

    private static int endOfWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text.length() : space;
    }

    /** Whether a line ends well before those around it. */
    private boolean isShort(int at) {
        Line line = lines.get(at);
        float left = line.left();
        float end = line.end();
        for (int other = Math.max(0, at - AROUND); other <= Math.min(lines.size() - 1, at + AROUND); other++) {
            Line neighbour = lines.get(other);
            float away = line.right() ? neighbour.end() - line.end() : neighbour.left() - line.left();
            if (Math.abs(away) <= SAME_COLUMN * line.size()) {
                left = Math.min(left, neighbour.left());
                end = Math.max(end, neighbour.end());
            }
        }
        float missing = line.right() ? line.left() - left : end - line.end();
        return missing > SHORT * (end - left);
    }

    /** The usual distance of lines. */
    private static float pitch(List<Line> lines) {
        float[] distances = new float[lines.size()];
        int found = 0;
        for (int at = 1; at < lines.size(); at++) {
            float distance = lines.get(at).y() - lines.get(at - 1).y();
            if (distance > 0 && distance < 3 * lines.get(at).size()) {
                distances[found] = distance;
                found++;
            }
        }
        Arrays.sort(distances, 0, found);
        return found == 0 ? 0 : distances[found / 4];
    }
}
