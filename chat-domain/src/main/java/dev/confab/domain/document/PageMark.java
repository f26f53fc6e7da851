package dev.confab.domain.document;

/**
 * Where a page begins within a passage.
 *
 * @param page which page, from 1
 * @param at   where in the passage's text it begins, in UTF-16 code units; 0 for the page that the passage begins on
 */
public record PageMark(int page, int at) {

    public PageMark {
        if (page < 1 || at < 0) {
            throw new IllegalArgumentException("pages count from 1, and none begins before the text");
        }
    }
}
