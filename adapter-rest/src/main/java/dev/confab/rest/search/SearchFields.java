package dev.confab.rest.search;

import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.rest.json.Word;
import dev.confab.rest.query.QueryFields;
import dev.confab.rest.request.Ids;
import io.micronaut.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the address of a search asks for. */
final class SearchFields {

    private static final Set<String> KNOWN = Set.of("q", "limit", "cursor", "session_id", "role", "from", "to");
    private static final int USUAL = 20;
    private static final SessionId NO_SESSION = new SessionId(new UUID(0, 0));
    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9_999;

    private SearchFields() {}

    /** @throws dev.confab.rest.error.ProblemException if a parameter is wrong, missing or unknown */
    static SearchQuery of(HttpRequest<?> request) {
        QueryFields.requireKnown(request, KNOWN);
        var query = new SearchQuery(sought(request),
                QueryFields.text(request, "session_id").map(id -> Ids.session(id).orElse(NO_SESSION)), role(request),
                time(request, "from"), time(request, "to"),
                QueryFields.whole(request, "limit", 1, SearchQuery.MAX_LIMIT).orElse(USUAL), Optional.empty());
        return QueryFields.text(request, "cursor")
                .map(cursor -> query.after(Cursors.read(cursor, query)
                        .orElseThrow(() -> QueryFields.invalid(
                                "The parameter cursor must be the next of an answer to the same query."))))
                .orElse(query);
    }

    private static Sought sought(HttpRequest<?> request) {
        String text = QueryFields.text(request, "q")
                .orElseThrow(() -> QueryFields.invalid("The parameter q is missing: what to search for."));
        if (text.length() > Sought.LONGEST) {
            throw QueryFields.invalid("The parameter q must have at most " + Sought.LONGEST + " characters.");
        }
        if (PlainText.firstFlaw(text).isPresent()) {
            throw QueryFields.invalid("The parameter q holds U+0000 or half of a surrogate pair.");
        }
        return Sought.of(PlainText.of(text));
    }

    private static Optional<Role> role(HttpRequest<?> request) {
        return QueryFields.text(request, "role")
                .map(word -> Arrays.stream(Role.values())
                        .filter(role -> Word.of(role).equals(word))
                        .findFirst()
                        .orElseThrow(() -> QueryFields.invalid("The parameter role must be user or assistant.")));
    }

    private static Optional<Instant> time(HttpRequest<?> request, String name) {
        return QueryFields.text(request, name).map(text -> {
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
                    return time.toInstant();
                }
            } catch (DateTimeException wrong) {
                throw wrongTime(name);
            }
            throw wrongTime(name);
        });
    }

    private static RuntimeException wrongTime(String name) {
        return QueryFields.invalid("The parameter " + name + " must be a time like 2026-01-31T12:00:00Z.");
    }
}
