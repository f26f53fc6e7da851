package dev.confab.domain.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Hits of a query, best first.
 *
 * @param hits     at most as many as were asked for
 * @param next     where to go on; empty when there are no more
 * @param relaxed  whether nothing has everything that was asked for, and these have at least half of it
 * @param complete whether everything was looked at
 */
public record SearchPage(List<SearchHit> hits, Optional<SearchCursor> next, boolean relaxed, boolean complete) {

    /** Nothing was found. */
    public static final SearchPage EMPTY = new SearchPage(List.of(), Optional.empty(), false, true);

    public SearchPage {
        hits = List.copyOf(hits);
        Objects.requireNonNull(next, "next");
    }

    private record Ranked(Candidate candidate, Match match, SearchPlace place) {}

    /**
     * Returns the page of a query; empty when none of the candidates has everything that is asked for and this is not what
     * is looked for any more.
     *
     * @param candidates texts that the query {@linkplain SearchQuery#admits admits}, at least those that have what is asked for
     * @param relaxed    whether at least half of it will do
     * @param complete   whether there were no others
     */
    public static Optional<SearchPage> of(SearchQuery query, Collection<Candidate> candidates, boolean relaxed,
            boolean complete) {
        var ranked = new ArrayList<Ranked>();
        for (Candidate candidate : candidates) {
            Match match = query.sought().in(candidate.text());
            if (match.isWhole() || (relaxed && match.found() > 0 && match.found() * 2 >= match.asked())) {
                ranked.add(new Ranked(candidate, match, candidate.place(match.score())));
            }
        }
        if (ranked.isEmpty()) {
            return Optional.empty();
        }
        List<Ranked> behind = ranked.stream()
                .filter(each -> query.after().filter(cursor -> each.place().compareTo(cursor.last()) <= 0).isEmpty())
                .sorted((one, other) -> one.place().compareTo(other.place()))
                .limit(query.limit() + 1L)
                .toList();
        List<Ranked> page = behind.subList(0, Math.min(behind.size(), query.limit()));
        Optional<SearchCursor> next = behind.size() <= page.size() ? Optional.empty()
                : Optional.of(new SearchCursor(relaxed,
                        query.after()
                                .map(SearchCursor::until)
                                .orElseGet(() -> ranked.stream()
                                        .map(each -> each.candidate().at())
                                        .max(Instant::compareTo)
                                        .orElseThrow()),
                        page.getLast().place()));
        return Optional.of(new SearchPage(page.stream().map(SearchPage::hit).toList(), next, relaxed, complete));
    }

    private static SearchHit hit(Ranked ranked) {
        return new SearchHit(ranked.candidate(), ranked.match().score(),
                Extract.of(ranked.candidate().text().value(), ranked.match().spans()));
    }
}
