package dev.confab.domain.session;

import dev.confab.domain.AssistantId;
import dev.confab.domain.retrieval.Scope;
import java.util.Objects;
import java.util.Optional;

/**
 * What its owner may say about a session, when it is made and later.
 *
 * @param title    what it is called, if it is called anything
 * @param mode     what its answers may rest on when a turn does not say otherwise
 * @param scope    where its passages come from when a turn does not say otherwise. Each document that it names has to be
 *                 one that the owner may see
 * @param assistant the assistant that answers its turns when they name none, if there is one; it may be gone by now. When it
 *                  is said it has to be one that the owner has
 * @param metadata what an embedding program remembers with it
 */
public record SessionAttributes(Optional<Title> title, SessionMode mode, Scope scope,
        Optional<AssistantId> assistant, Metadata metadata) {

    /** What a session is about which nothing was said. */
    public static final SessionAttributes DEFAULT = new SessionAttributes(Optional.empty(), SessionMode.OPEN_CHAT,
            Scope.ALL, Optional.empty(), Metadata.NONE);

    public SessionAttributes {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(assistant, "assistant");
        Objects.requireNonNull(metadata, "metadata");
    }

    /** What is said about a session without an assistant. */
    public SessionAttributes(Optional<Title> title, SessionMode mode, Scope scope, Metadata metadata) {
        this(title, mode, scope, Optional.empty(), metadata);
    }
}
