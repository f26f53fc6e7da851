package dev.confab.domain.ingestion;

import dev.confab.domain.document.PageMark;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.PageText.Heading;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.TextSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The text of a version in one piece, with its headings and where its pages begin. */
final class VersionText {

    private final String text;
    private final List<Heading> headings;
    /** Where each page begins, those without text left out; nothing where there are no pages. */
    private final int[] starts;
    private final int[] numbers;

    private VersionText(String text, List<Heading> headings, int[] starts, int[] numbers) {
        this.text = text;
        this.headings = headings;
        this.starts = starts;
        this.numbers = numbers;
    }

    static VersionText of(SourceKind kind, List<PageText> pages) {
        var text = new StringBuilder(pages.stream().mapToInt(page -> page.text().length()).sum());
        var headings = new ArrayList<Heading>();
        int[] starts = new int[kind.hasPages() ? pages.size() : 0];
        int[] numbers = new int[starts.length];
        int filled = 0;
        for (PageText page : pages) {
            int start = text.length();
            if (kind.hasPages() && page.text().length() > 0) {
                starts[filled] = start;
                numbers[filled] = page.number();
                filled++;
            }
            for (Heading heading : page.headings()) {
                TextSpan span = heading.span();
                headings.add(new Heading(new TextSpan(start + span.from(), start + span.to()), heading.level(),
                        heading.words()));
            }
            text.append(page.text().value());
        }
        return new VersionText(text.toString(), headings, Arrays.copyOf(starts, filled),
                Arrays.copyOf(numbers, filled));
    }

    String text() {
        return text;
    }

    /** In order, with their places in the whole text. */
    List<Heading> headings() {
        return headings;
    }

    /** The pages that a stretch stands on. */
    List<PageMark> pages(int from, int to) {
        if (starts.length == 0) {
            return List.of();
        }
        int found = Arrays.binarySearch(starts, from);
        int page = found >= 0 ? found : -found - 2;
        var marks = new ArrayList<PageMark>();
        marks.add(new PageMark(numbers[page], 0));
        for (page++; page < starts.length && starts[page] < to; page++) {
            marks.add(new PageMark(numbers[page], starts[page] - from));
        }
        return marks;
    }
}
