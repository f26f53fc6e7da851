package dev.confab.domain.session;

import dev.confab.domain.AssistantId;
import dev.confab.domain.retrieval.Scope;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to become different about a session. What it says nothing about stays as it is.
 *
 * @param title    what becomes of the title
 * @param mode     the new mode, if there is one
 * @param scope    the new scope, if there is one
 * @param assistant what becomes of its assistant
 * @param metadata what becomes of the metadata
 */
public record SessionPatch(Naming title, Optional<SessionMode> mode, Optional<Scope> scope, Assigning assistant,
        MetadataPatch metadata) {

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

    /** What becomes of a session's assistant. */
    public sealed interface Assigning {

        /** It stays, even if it is gone. */
        record Kept() implements Assigning {}

        /** There is none any more. */
        record Removed() implements Assigning {}

        /** It is this one. */
        record Assigned(AssistantId assistant) implements Assigning {
            public Assigned {
                Objects.requireNonNull(assistant, "assistant");
            }
        }
    }

    public SessionPatch {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(assistant, "assistant");
        Objects.requireNonNull(metadata, "metadata");
    }

    /** Returns what is said about a session after this; empty if that would be more metadata than there may be. */
    public Optional<SessionAttributes> of(SessionAttributes before) {
        Optional<Title> named = switch (title) {
            case Naming.Kept kept -> before.title();
            case Naming.Removed removed -> Optional.empty();
            case Naming.Named(Title now) -> Optional.of(now);
        };
        Optional<AssistantId> answering = switch (assistant) {
            case Assigning.Kept kept -> before.assistant();
            case Assigning.Removed removed -> Optional.empty();
            case Assigning.Assigned(AssistantId now) -> Optional.of(now);
        };
        return metadata.of(before.metadata())
                .map(more -> new SessionAttributes(named, mode.orElse(before.mode()), scope.orElse(before.scope()),
                        answering, more));
    }
}
