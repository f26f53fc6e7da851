package dev.confab.domain.ingestion;

import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.prompt.TokenCounter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Cuts the text of a version into passages that follow its structure: a passage ends where a section, a paragraph or at
 * least a sentence ends; lists, tables and fenced code stay whole where they fit, else they are cut between their lines.
 * Small sections share a passage. Where the cut goes through a section the next passage begins with the last sentences of
 * the one before it.
 *
 * <p>
 * Each passage is a stretch of the text, letter for letter; nothing but white space is left out. What has no end is cut at
 * a space or where it must be, never inside a surrogate pair. The time it takes grows with the length of the text and with
 * nothing else. The same text always gives the same passages. Immutable, as safe for use by several threads as its counter.
 */
public final class PassageCutter {

    private final TokenCounter tokens;
    private final PassageSize size;

    /** Makes a cutter; tokens are counted sentence by sentence. */
    public PassageCutter(TokenCounter tokens, PassageSize size) {
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        this.size = Objects.requireNonNull(size, "size");
    }

    /**
     * Cuts a text.
     *
     * @param kind  what the text was made of: whether passages tell their pages
     * @param pages all pages of the version, in order
     * @return the passages in the order of the text; none if there is nothing but white space
     */
    public List<NewPassage> cut(SourceKind kind, List<PageText> pages) {
        var all = new ArrayList<NewPassage>();
        passages(kind, pages).forEachRemaining(all::add);
        return List.copyOf(all);
    }

    /**
     * Cuts a text as {@link #cut} does, each passage when it is asked for, so that a large text is not held once more.
     */
    public Iterator<NewPassage> passages(SourceKind kind, List<PageText> pages) {
        VersionText text = VersionText.of(kind, pages);
        return new Packing(text, new Units(text, tokens, size), size);
    }
}
