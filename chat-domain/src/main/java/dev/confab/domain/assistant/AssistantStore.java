package dev.confab.domain.assistant;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.fault.StoreFault;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keeps assistants, which can be forgotten with all their revisions, beside the sessions whose turns they answer. Blocking; safe for use by several threads and processes at
 * once.
 *
 * <p>
 * An identity names an assistant among those of one owner: another owner's assistant of the same identity has nothing to do
 * with it. Each method is one transaction: when it throws, it stored nothing, or its reply was lost. Every method may throw
 * {@link StoreFault}.
 *
 * <p>
 * A turn keeps to the revision it was opened with, also when it waits or is taken over by another process: replaced
 * revisions are kept for a day for that, the latest {@value #KEPT_REVISIONS} of each assistant at the most, and then the
 * current one takes their place. When an assistant is deleted, all of it is: its sessions stay as they are and go on without
 * one, and so do turns that wait.
 */
public interface AssistantStore extends OwnedData {

    /** The most assistants one read may ask for. */
    int MAX_PAGE = 200;

    /** How many replaced revisions of an assistant are kept at the most. */
    int KEPT_REVISIONS = 100;

    /** Stores a new assistant. Saying the same again changes nothing. */
    AssistantAdding add(Owner owner, AssistantId assistant, AssistantDraft draft);

    /** Returns the assistant, if this owner has it. */
    Optional<Assistant> find(Owner owner, AssistantId assistant);

    /**
     * Returns this owner's assistants, newest first.
     *
     * @param before the place of the last one of the page before, whether or not it still exists; empty for the first page
     * @param limit  1 to {@value #MAX_PAGE}
     */
    List<Assistant> list(Owner owner, Optional<Place> before, int limit);

    /**
     * Replaces what is said about an assistant, which gets the next revision. When that is what was said already nothing is
     * changed.
     *
     * @param expected the revision it must have; empty for any
     */
    AssistantChange replace(Owner owner, AssistantId assistant, AssistantDraft draft, OptionalInt expected);

    /**
     * Deletes an assistant with all its revisions.
     *
     * @param expected the revision it must have; empty for any
     */
    AssistantChange delete(Owner owner, AssistantId assistant, OptionalInt expected);

    /**
     * Tells what holds for a turn that is not stored, in the words of {@link TurnTerms}: there is no session.
     *
     * @param assistant the assistant that the turn names
     * @param turn      what the turn says
     */
    Terms terms(Owner owner, Optional<AssistantId> assistant, TurnTerms.Say turn);

    /** What holds for a turn that is not stored, or why it cannot be answered. */
    sealed interface Terms {

        /**
         * There is nothing in the way.
         *
         * @param terms what holds
         * @param reach the position of the latest change of passages that this owner may see; 0 when there are none
         */
        record Known(TurnTerms terms, long reach) implements Terms {
            public Known {
                Objects.requireNonNull(terms, "terms");
            }
        }

        /** This owner has no such assistant. */
        record NoSuchAssistant() implements Terms {}

        /** A document that the turn names does not exist for this owner. */
        record NoSuchDocument() implements Terms {}
    }

    /**
     * Where an assistant stands in the list of its owner's.
     *
     * @param createdAt when it was made
     * @param assistant which it is, for those that were made at the same time
     */
    record Place(Instant createdAt, AssistantId assistant) {
        public Place {
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(assistant, "assistant");
        }

        /** Returns where an assistant stands. */
        public static Place of(Assistant assistant) {
            return new Place(assistant.createdAt(), assistant.id());
        }
    }

    /** Checks the size of a page, for those who implement {@link #list}. */
    static void requirePage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_PAGE);
        }
    }
}
