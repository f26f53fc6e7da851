package dev.confab.application.memory;

import dev.confab.domain.message.Message;
import dev.confab.domain.search.Candidate;
import dev.confab.domain.search.SearchCursor;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What sessions say, looked through from the beginning to the end. Guarded by the lock of its store. */
final class WrittenTexts {

    private WrittenTexts() {}

    static SearchPage search(List<SessionLog> sessions, SearchQuery query) {
        List<Candidate> all = sessions.stream().flatMap(WrittenTexts::of).filter(query::admits).toList();
        boolean relaxed = query.after().map(SearchCursor::relaxed).orElse(false);
        return SearchPage.of(query, all, relaxed, true)
                .or(() -> query.after().isPresent() ? Optional.empty() : SearchPage.of(query, all, true, true))
                .orElse(SearchPage.EMPTY);
    }

    private static Stream<Candidate> of(SessionLog session) {
        Stream<Candidate> title = session.title()
                .stream()
                .map(words -> new Candidate(session.id(), session.title(), Optional.empty(), 0, Optional.empty(),
                        session.session().createdAt(), words));
        return Stream.concat(title, session.messages().stream().map(message -> of(session, message)));
    }

    private static Candidate of(SessionLog session, Message message) {
        return new Candidate(session.id(), session.title(), Optional.of(message.id()), message.seq(),
                Optional.of(message.role()), message.createdAt(), message.content());
    }
}
