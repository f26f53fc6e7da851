package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.search.Lookup;
import dev.confab.domain.search.SearchTerms;
import dev.confab.domain.search.Sought;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How the terms of one owner's texts are written in the index: each with a mark of the owner before it. */
final class SearchWords {

    /** PostgreSQL takes a little more for one text. */
    private static final int MOST_BYTES = 1_000_000;
    private static final int MARK_BYTES = 6;

    private final String mark;

    private SearchWords(String mark) {
        this.mark = mark;
    }

    static SearchWords of(Owner owner) {
        MessageDigest digest = ContentDigest.begin();
        digest.update(owner.value().getBytes(StandardCharsets.UTF_8));
        return new SearchWords(
                Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest.digest(), MARK_BYTES)));
    }

    /** Returns the words of a text, divided by spaces. */
    String ofText(String text) {
        var words = new StringBuilder();
        int bytes = 0;
        for (String term : SearchTerms.of(text)) {
            bytes += mark.length() + term.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            words.append(words.isEmpty() ? "" : " ").append(mark).append(term);
        }
        return words.toString();
    }

    /** Returns what finds texts that have all, or any, of what is asked for, as the text of a {@code tsquery}. */
    String ofQuery(Sought sought, boolean any) {
        List<Set<Lookup>> lookups = sought.lookups();
        return lookups.stream()
                .map(some -> some.stream().map(this::word).collect(Collectors.joining(" | ", "(", ")")))
                .collect(Collectors.joining(any ? " | " : " & "));
    }

    /** A term has letters, digits and their marks alone, so that nothing in it has to be escaped. */
    private String word(Lookup lookup) {
        return "'" + mark + lookup.term() + (lookup.prefix() ? "':*" : "'");
    }
}
