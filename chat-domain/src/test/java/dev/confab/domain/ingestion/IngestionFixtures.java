package dev.confab.domain.ingestion;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.PageText.Heading;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.prompt.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts to cut. */
final class IngestionFixtures {

    /** A token for every four characters, as in English. */
    static final TokenCounter TOKENS = text -> (text.length() + 3) / 4;
    /** So many characters has a passage of the default size. */
    static final int TARGET = 1_000;

    private static final Pattern HEADING = Pattern.compile("^(#{1,6}) (.*)$", Pattern.MULTILINE);

    private IngestionFixtures() {}

    static PassageCutter cutter() {
        return new PassageCutter(TOKENS, PassageSize.DEFAULT);
    }

    /** Lines that begin with number signs are its headings. */
    static PageText page(int number, String text) {
        var headings = new ArrayList<Heading>();
        Matcher found = HEADING.matcher(text);
        while (found.find()) {
            headings.add(new Heading(new TextSpan(found.start(), found.end()), found.group(1).length(),
                    PlainText.of(found.group(2))));
        }
        return new PageText(number, PlainText.of(text), headings);
    }

    /** Pages with numbers from 1. */
    static List<PageText> pages(String... texts) {
        var pages = new ArrayList<PageText>();
        for (String text : texts) {
            pages.add(page(pages.size() + 1, text));
        }
        return pages;
    }

    static List<NewPassage> cut(String text) {
        return cutter().cut(SourceKind.MARKDOWN, pages(text));
    }

    static String sentence(String word, int words) {
        return word + (" " + word.toLowerCase(Locale.ROOT)).repeat(words - 1) + ". ";
    }

    static String sentences(String word, int count) {
        return sentence(word, 11).repeat(count).strip();
    }
}
