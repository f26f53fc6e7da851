package dev.confab.rest.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.PlainText;
import dev.confab.domain.search.Candidate;
import dev.confab.domain.search.Extract;
import dev.confab.domain.search.SearchHit;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found, best first, as clients read it. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record FoundMessages(List<Hit> hits, @Nullable String next, boolean relaxed, boolean complete) {

    /** A message; without an identity, position and role it is the title itself. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Hit(String sessionId, @Nullable String title, @Nullable String messageId, @Nullable Long seq,
            @Nullable String role, String createdAt, double score, Shown extract) {

        static Hit of(SearchHit hit) {
            Candidate found = hit.found();
            return new Hit(found.session().toString(), found.title().map(PlainText::value).orElse(null),
                    found.message().map(Object::toString).orElse(null),
                    found.message().isPresent() ? found.seq() : null, found.role().map(Word::of).orElse(null),
                    found.at().toString(), hit.score(), Shown.of(hit.extract()));
        }
    }

    /** A part of the text, in pieces of plain text. */
    @Serdeable.Serializable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Shown(int from, boolean begins, boolean ends, List<Piece> segments) {

        static Shown of(Extract extract) {
            return new Shown(extract.from(), extract.begins(), extract.ends(), extract.segments()
                    .stream()
                    .map(each -> new Piece(each.text(), each.match()))
                    .toList());
        }
    }

    /** One of them, and whether it is what was asked for. */
    @Serdeable.Serializable
    record Piece(String text, boolean match) {}

    static FoundMessages of(SearchPage page, SearchQuery query) {
        return new FoundMessages(page.hits().stream().map(Hit::of).toList(),
                page.next().map(cursor -> Cursors.write(cursor, query)).orElse(null), page.relaxed(), page.complete());
    }
}
