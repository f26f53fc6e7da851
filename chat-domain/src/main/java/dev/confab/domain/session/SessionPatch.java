package dev.confab.domain.session;

import dev.confab.domain.retrieval.Scope;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to become different about a session. What it says nothing about stays as it is.
 *
 * @param title    what becomes of the title
 * @param mode     the new mode, if there is one
 * @param scope    the new scope, if there is one
 * @param metadata what becomes of the metadata
 */
public record SessionPatch(Naming title, Optional<SessionMode> mode, Optional<Scope> scope, MetadataPatch metadata) {

    /** What becomes of a title. */
    public sealed interface Naming {

        /** It stays. */
        record Kept() implements Naming {}

        /** There is none any more. */
        record Removed() implements Naming {}

        /** It is this one. */
        record Named(Title title) implements Naming {
            public Named {
                Objects.requireNonNull(title, "title");
            }
        }
    }

    public SessionPatch {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(metadata, "metadata");
    }

    /** Returns what is said about a session after this; empty if that would be more metadata than there may be. */
    public Optional<SessionAttributes> of(SessionAttributes before) {
        Optional<Title> named = switch (title) {
            case Naming.Kept kept -> before.title();
            case Naming.Removed removed -> Optional.empty();
            case Naming.Named(Title now) -> Optional.of(now);
        };
        return metadata.of(before.metadata())
                .map(more -> new SessionAttributes(named, mode.orElse(before.mode()), scope.orElse(before.scope()),
                        more));
    }
}
