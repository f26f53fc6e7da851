package dev.confab.postgres;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import dev.confab.domain.search.Candidate;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchCursor;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds messages and titles in PostgreSQL, by an index of their words that is brought up to date when somebody searches. One
 * round trip, when nothing was said since the last search; two more for each five hundred messages. An owner with so many that
 * they take longer than {@link #PATIENCE} gets an answer that is not complete, which has the newest; the next search goes on.
 */
final class PostgresMessageSearch implements MessageSearch {

    /** How long a search spends on bringing the index up to date. */
    static final Duration PATIENCE = Duration.ofMillis(1_500);

    /** How many texts, and about how many characters of them, are read at once. */
    static final int BATCH = 500;
    private static final int BATCH_CHARACTERS = 300_000;
    private static final int COMPARED_CHARACTERS = 1_500_000;

    private static final String SEARCH = "SELECT o_lacking, o_session, o_seq, o_role, o_created, o_text, o_low, o_high, "
            + "o_title, o_message, o_cut FROM confab_search(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Queries queries;
    private final Duration patience;

    PostgresMessageSearch(Queries queries) {
        this(queries, PATIENCE);
    }

    PostgresMessageSearch(Queries queries, Duration patience) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.patience = patience;
    }

    /** What a call gave: either texts whose words are missing, or candidates. */
    private record Found(LackingTexts lacking, List<Candidate> candidates, boolean cut) {}

    @Override
    public SearchPage search(Owner owner, SearchQuery query) {
        if (query.sought().isNothing()) {
            return SearchPage.EMPTY;
        }
        SearchWords words = SearchWords.of(owner);
        boolean relaxed = query.after().map(SearchCursor::relaxed).orElse(false);
        long start = System.nanoTime();
        boolean anyway = false;
        Found found = find(owner, query, words, relaxed, false);
        while (!found.lacking().isEmpty()) {
            LackingTexts lacking = found.lacking();
            queries.run("save_search", LackingTexts.SAVE, statement -> lacking.bind(statement, owner.value()),
                    LackingTexts::saved);
            anyway = System.nanoTime() - start > patience.toNanos();
            found = find(owner, query, words, relaxed, anyway);
        }
        boolean complete = !anyway;
        Optional<SearchPage> page = SearchPage.of(query, found.candidates(), relaxed, complete && !found.cut());
        if (page.isEmpty() && !relaxed && query.after().isEmpty() && query.sought().lookups().size() > 1) {
            Found some = find(owner, query, words, true, true);
            page = SearchPage.of(query, some.candidates(), true, complete && !some.cut());
        }
        boolean cut = found.cut();
        return page.orElseGet(() -> new SearchPage(List.of(), Optional.empty(), false, complete && !cut));
    }

    private Found find(Owner owner, SearchQuery query, SearchWords words, boolean any, boolean anyway) {
        return queries.run("search", SEARCH,
                statement -> bind(statement, owner, query, words.ofQuery(query.sought(), any), anyway),
                rows -> found(rows, words));
    }

    private static void bind(PreparedStatement statement, Owner owner, SearchQuery query, String words, boolean anyway)
            throws SQLException {
        new Parameters(statement).text(owner.value())
                .text(words)
                .uuid(query.session().map(SessionId::value).orElse(null))
                .inferred(query.role().map(Labels::of).orElse(null))
                .inferred(query.from().map(Instant::toString).orElse(null))
                .inferred(query.to().map(Instant::toString).orElse(null))
                .inferred(query.after().map(SearchCursor::until).map(Instant::toString).orElse(null))
                .integer(COMPARED)
                .integer(COMPARED_CHARACTERS)
                .flag(anyway)
                .integer(BATCH)
                .integer(BATCH_CHARACTERS);
    }

    private static Found found(ResultSet rows, SearchWords words) throws SQLException {
        var lacking = new LackingTexts();
        var candidates = new ArrayList<Candidate>();
        boolean cut = false;
        while (rows.next()) {
            var row = new Row(rows);
            if (row.bool(1)) {
                lacking.add(row, 2, words);
            } else {
                candidates.add(candidate(row));
                cut = row.bool(11);
            }
        }
        return new Found(lacking, candidates, cut);
    }

    private static Candidate candidate(Row row) throws SQLException {
        return new Candidate(new SessionId(row.uuid(2)), Optional.ofNullable(row.nullableText(9)).map(PlainText::of),
                row.optionalUuid(10).map(MessageId::new), row.number(3),
                Optional.ofNullable(row.nullableText(4)).map(role -> Labels.constant(Role.class, role)), row.time(5),
                PlainText.of(row.text(6)));
    }
}
