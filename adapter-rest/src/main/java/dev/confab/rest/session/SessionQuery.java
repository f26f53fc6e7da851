package dev.confab.rest.session;

import dev.confab.application.session.BrowseSessions;
import dev.confab.domain.PlainText;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.Title;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.query.QueryFields;
import io.micronaut.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the addresses of calls about sessions ask for. */
final class SessionQuery {

    private static final int USUAL_PAGE = 50;
    /** One less than a read may have, so that it can be told whether there are more. */
    private static final int MOST_MESSAGES = 500;
    private static final String METADATA = "metadata.";
    private static final Set<String> LIST = Set.of("limit", "cursor", "order", "mode", "title");
    private static final Set<String> MESSAGES = Set.of("limit", "after", "before");

    private SessionQuery() {}

    static BrowseSessions.Query list(HttpRequest<?> request) {
        QueryFields.requireKnown(request, LIST, METADATA);
        int limit = QueryFields.whole(request, "limit", 1, SessionCatalog.MAX_PAGE).orElse(USUAL_PAGE);
        SessionOrder order = QueryFields.oneOf(request, "order", SessionOrder.class).orElse(SessionOrder.CREATED);
        Optional<SessionMode> mode = QueryFields.oneOf(request, "mode", SessionMode.class);
        Optional<String> title = QueryFields.text(request, "title");
        if (title.isPresent() && (title.get().isBlank() || title.get().length() > Title.MAX_LENGTH
                || PlainText.firstFlaw(title.get()).isPresent())) {
            throw QueryFields.invalid("The parameter title must have 1 to " + Title.MAX_LENGTH
                    + " characters and not be blank.");
        }
        Map<String, String> metadata = new HashMap<>();
        for (String name : request.getParameters().names()) {
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), plain(request, name));
            }
        }
        Optional<String> text = QueryFields.text(request, "cursor");
        Optional<SessionCursor> cursor = text.flatMap(SessionCursors::read);
        if (text.isPresent() && cursor.isEmpty()) {
            throw badCursor();
        }
        return new BrowseSessions.Query(
                new SessionFilter(mode, title.map(part -> new Title(PlainText.of(part))), metadata), order, cursor,
                limit);
    }

    private static String plain(HttpRequest<?> request, String name) {
        String value = QueryFields.text(request, name).orElse("");
        if (PlainText.firstFlaw(value).isPresent() || PlainText.firstFlaw(name).isPresent()) {
            throw QueryFields.invalid("A parameter for metadata holds U+0000 or half of a surrogate pair.");
        }
        return value;
    }

    static ProblemException badCursor() {
        return QueryFields
                .invalid("The parameter cursor must be the next of a page of the same order, as it was told.");
    }

    static MessagePage messages(HttpRequest<?> request) {
        QueryFields.requireKnown(request, MESSAGES);
        int limit = QueryFields.whole(request, "limit", 1, MOST_MESSAGES).orElse(USUAL_PAGE);
        Optional<Long> after = QueryFields.position(request, "after");
        Optional<Long> before = QueryFields.position(request, "before");
        if (after.isPresent() && before.isPresent()) {
            throw QueryFields.invalid("The parameters after and before must not be there both.");
        }
        return before.map(seq -> MessagePage.before(seq, limit))
                .orElseGet(() -> MessagePage.after(after.orElse(0L), limit));
    }
}
