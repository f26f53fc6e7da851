package dev.confab.rest.export;

import dev.confab.application.Confab;
import dev.confab.application.account.ReadAccount;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.OwnedSession;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;

/** Makes files of what is stored. Each is read from the store while somebody reads it. */
final class Exports {

    private final Confab confab;
    private final JsonMapper json;
    private final InstantSource clock;

    Exports(Confab confab, JsonMapper json, InstantSource clock) {
        this.confab = confab;
        this.json = json;
        this.clock = clock;
    }

    /** @throws ProblemException if nobody here knows all that an owner has */
    ReadAccount account() {
        return confab.readAccount()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_FOUND, "The store of this server does not export.")));
    }

    Optional<OwnedSession> find(Owner owner, SessionId session) {
        return account().session(owner, session);
    }

    InputStream asJson(Owner owner, OwnedSession session) {
        return new PieceStream(new SessionJson(pages(owner, session), json, clock.instant()));
    }

    InputStream asMarkdown(Owner owner, OwnedSession session) {
        return new PieceStream(new SessionMarkdown(pages(owner, session), clock.instant()));
    }

    private SessionPages pages(Owner owner, OwnedSession session) {
        return new SessionPages(confab, account(), owner, session);
    }

    /** Writes a value as a file of its own. */
    ExportEntry entry(String path, Object value) {
        try {
            return new ExportEntry(path, new ByteArrayInputStream(json.writeValueAsBytes(value)));
        } catch (IOException impossible) {
            throw new UncheckedIOException("a value could not be written as JSON", impossible);
        }
    }

    String now() {
        return clock.instant().toString();
    }
}
