package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.assistant.AssistantStore.Place;
import dev.confab.domain.assistant.AssistantStore.Terms;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Persona;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnOpening;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is promised about assistants and the turns that they answer. */
public abstract class AssistantStoreContract extends StoreContract {

    private static final OptionalInt ANY = OptionalInt.empty();
    private static final AssistantDraft PLAIN = AssistantDraft.of("Plain", "Be plain.");

    private Assistant add(AssistantDraft draft) {
        var id = new AssistantId(UUID.randomUUID());
        return assertInstanceOf(AssistantAdding.Added.class, assistants().add(ada, id, draft)).assistant();
    }

    private Assistant replaced(AssistantId id, AssistantDraft draft) {
        return done(assistants().replace(ada, id, draft, ANY));
    }

    private static Assistant done(AssistantChange change) {
        return assertInstanceOf(AssistantChange.Done.class, change).assistant();
    }

    private static AssistantId unknown() {
        return new AssistantId(UUID.randomUUID());
    }

    @Test
    final void find_ofWhatWasAdded_tellsAllOfIt() {
        DocumentId one = document(ada);
        DocumentId two = document(ada);
        for (AssistantDraft draft : List.of(AssistantFixtures.outspoken(one, two), AssistantFixtures.outspoken(),
                PLAIN)) {
            Assistant added = add(draft);

            assertEquals(draft, added.draft());
            assertEquals(1, added.revision());
            assertEquals(added.createdAt(), added.updatedAt());
            assertEquals(Optional.of(added), assistants().find(ada, added.id()));
            assertEquals(List.copyOf(draft.metadata().entries().keySet()), List.copyOf(
                    assistants().find(ada, added.id()).orElseThrow().draft().metadata().entries().keySet()));
        }
    }

    @Test
    final void add_ofAnIdentityThatIsThere_tellsWhatIsThere() {
        Assistant added = add(PLAIN);

        assertEquals(new AssistantAdding.Known(added), assistants().add(ada, added.id(), PLAIN));
        assertEquals(new AssistantAdding.Known(added),
                assistants().add(ada, added.id(), AssistantFixtures.outspoken()));
        assertEquals(Optional.of(added), assistants().find(ada, added.id()));
    }

    @Test
    final void add_ofOneIdentityAtOnce_storesOne() throws Exception {
        AssistantId id = unknown();
        List<Callable<AssistantAdding>> work = IntStream.range(0, 6)
                .<Callable<AssistantAdding>>mapToObj(number -> () -> assistants().add(ada, id,
                        AssistantFixtures.saying(PLAIN, "number " + number)))
                .toList();

        List<AssistantAdding> told = atOnce(work);

        assertEquals(1, told.stream().filter(AssistantAdding.Added.class::isInstance).count());
        Assistant stored = assistants().find(ada, id).orElseThrow();
        assertTrue(told.stream().allMatch(one -> switch (one) {
            case AssistantAdding.Added added -> added.assistant().equals(stored);
            case AssistantAdding.Known known -> known.assistant().equals(stored);
            case AssistantAdding.NoSuchDocument never -> false;
        }));
    }

    @Test
    final void anIdentity_ofAnotherOwner_isAnotherAssistant() {
        Assistant added = add(PLAIN);

        assertEquals(Optional.empty(), assistants().find(bob, added.id()));
        assertEquals(List.of(), assistants().list(bob, Optional.empty(), 10));
        assertEquals(new AssistantChange.NoSuchAssistant(),
                assistants().replace(bob, added.id(), AssistantFixtures.outspoken(), ANY));
        assertEquals(new AssistantChange.NoSuchAssistant(), assistants().delete(bob, added.id(), ANY));
        assertEquals(new TurnOpening.NoSuchAssistant(),
                store().openTurn(bob, Ask.asking("hi").to(added.id()).turn()));
        assertInstanceOf(AssistantAdding.Added.class,
                assistants().add(bob, added.id(), AssistantFixtures.outspoken()));
        assertEquals(Optional.of(added), assistants().find(ada, added.id()));
    }

    @Test
    final void aDocument_thatTheOwnerHasNot_isRefused() {
        DocumentId foreign = document(bob);
        Assistant added = add(PLAIN);

        assertEquals(new AssistantAdding.NoSuchDocument(),
                assistants().add(ada, unknown(), AssistantFixtures.outspoken(foreign)));
        assertEquals(new AssistantChange.NoSuchDocument(),
                assistants().replace(ada, added.id(), AssistantFixtures.outspoken(document(ada), foreign), ANY));
        assertEquals(Optional.of(added), assistants().find(ada, added.id()));
    }

    @Test
    final void replace_makesTheNextRevision_unlessNothingChanges() {
        Assistant added = add(PLAIN);

        Assistant second = done(assistants().replace(ada, added.id(), AssistantFixtures.outspoken(),
                OptionalInt.of(1)));
        Assistant same = done(assistants().replace(ada, added.id(), AssistantFixtures.outspoken(), OptionalInt.of(2)));

        assertEquals(2, second.revision());
        assertEquals(AssistantFixtures.outspoken(), second.draft());
        assertEquals(added.createdAt(), second.createdAt());
        assertFalse(second.updatedAt().isBefore(added.updatedAt()));
        assertEquals(second, same);
        assertEquals(Optional.of(second), assistants().find(ada, added.id()));
    }

    @Test
    final void replaceAndDelete_ofAnotherRevision_areStale() {
        Assistant added = add(PLAIN);
        Assistant second = replaced(added.id(), AssistantFixtures.outspoken());

        assertEquals(new AssistantChange.Stale(second),
                assistants().replace(ada, added.id(), PLAIN, OptionalInt.of(1)));
        assertEquals(new AssistantChange.Stale(second), assistants().delete(ada, added.id(), OptionalInt.of(3)));
        assertEquals(Optional.of(second), assistants().find(ada, added.id()));
        assertEquals(second, done(assistants().delete(ada, added.id(), OptionalInt.of(2))));
        assertEquals(Optional.empty(), assistants().find(ada, added.id()));
        assertEquals(new AssistantChange.NoSuchAssistant(), assistants().delete(ada, added.id(), ANY));
        assertEquals(new AssistantChange.NoSuchAssistant(), assistants().replace(ada, added.id(), PLAIN, ANY));
    }

    @Test
    final void replace_byManyAtOnce_ofOneRevision_letsOneThrough() throws Exception {
        Assistant added = add(PLAIN);
        List<Callable<AssistantChange>> work = IntStream.range(0, 6)
                .<Callable<AssistantChange>>mapToObj(number -> () -> assistants().replace(ada, added.id(),
                        AssistantFixtures.saying(PLAIN, "number " + number), OptionalInt.of(1)))
                .toList();

        List<AssistantChange> told = atOnce(work);

        assertEquals(1, told.stream().filter(AssistantChange.Done.class::isInstance).count());
        assertEquals(5, told.stream().filter(AssistantChange.Stale.class::isInstance).count());
        assertEquals(2, assistants().find(ada, added.id()).orElseThrow().revision());
    }

    @Test
    final void list_inPages_tellsEachOnce_newestFirst_whateverIsDeletedMeanwhile() {
        List<AssistantId> made = new ArrayList<>();
        for (int number = 0; number < 7; number++) {
            made.add(add(PLAIN).id());
        }
        List<Assistant> all = assistants().list(ada, Optional.empty(), 10);
        assertEquals(new HashSet<>(made), new HashSet<>(all.stream().map(Assistant::id).toList()));
        for (int at = 1; at < all.size(); at++) {
            assertFalse(all.get(at).createdAt().isAfter(all.get(at - 1).createdAt()));
        }

        List<Assistant> first = assistants().list(ada, Optional.empty(), 3);
        done(assistants().delete(ada, first.getLast().id(), ANY));
        done(assistants().delete(ada, all.get(4).id(), ANY));
        add(PLAIN);
        List<Assistant> second = assistants().list(ada, Optional.of(Place.of(first.getLast())), 2);
        List<Assistant> third = assistants().list(ada, Optional.of(Place.of(second.getLast())), 2);

        assertEquals(all.subList(0, 3), first);
        assertEquals(List.of(all.get(3), all.get(5)), second);
        assertEquals(List.of(all.get(6)), third);
        for (int limit : new int[] { 0, AssistantStore.MAX_PAGE + 1 }) {
            assertThrows(IllegalArgumentException.class, () -> assistants().list(ada, Optional.empty(), limit));
        }
    }

    @Test
    final void openTurn_thatNamesAnAssistant_hasItsPersonaAndSay() {
        DocumentId known = document(ada);
        Assistant assistant = add(AssistantFixtures.outspoken(known));

        TurnOpening.Opened opened = open(Ask.asking("one").to(assistant.id()));

        assertEquals(Optional.of(assistant.persona()), opened.persona());
        assertEquals(SessionMode.GROUNDED_RAG, opened.mode());
        assertEquals(Scope.of(Set.of(known)), opened.scope());
        assertEquals(SessionMode.OPEN_CHAT, opened.session().mode());
        assertEquals(Scope.ALL, opened.session().scope());
    }

    @Test
    final void openTurn_thatNamesAnUnknownAssistant_storesNothing() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        SessionId session = first.session().id();

        for (Ask ask : List.of(Ask.asking("two"), Ask.asking("two").in(session), Ask.asking("one").in(session).again(),
                Ask.asking("two").in(session).insteadOf(first.question().id()))) {
            assertEquals(new TurnOpening.NoSuchAssistant(), store().openTurn(ada, ask.to(unknown()).turn()));
        }
        assertEquals(RunStatus.RUNNING, run(first).status());
        assertEquals(List.of("one"), log(session));
    }

    @Test
    final void openTurn_ofASessionThatBeganWithAnAssistant_keepsIt_andTurnsMayNameAnother() {
        Assistant first = add(AssistantFixtures.outspoken());
        Assistant other = add(PLAIN);
        TurnOpening.Opened one = open(Ask.asking("one").to(first.id()));
        SessionId session = one.session().id();

        TurnOpening.Opened two = open(Ask.asking("two").in(session));
        TurnOpening.Opened three = open(Ask.asking("three").in(session).to(other.id()));
        TurnOpening.Opened four = open(Ask.asking("four").in(session).again());
        TurnOpening.Opened branch = open(Ask.asking("five").in(session).insteadOf(two.question().id()));
        TurnOpening.Opened six = open(Ask.asking("six").in(branch.session().id()));

        assertEquals(Optional.of(first.persona()), two.persona());
        assertEquals(SessionMode.GROUNDED_RAG, two.mode());
        assertEquals(Optional.of(other.persona()), three.persona());
        assertEquals(SessionMode.OPEN_CHAT, three.mode());
        for (TurnOpening.Opened later : List.of(four, branch, six)) {
            assertEquals(Optional.of(first.persona()), later.persona());
        }
    }

    @Test
    final void openTurn_tellsWhoHasTheSay() {
        DocumentId turns = document(ada);
        DocumentId assistants = document(ada);
        DocumentId sessions = document(ada);
        Assistant grounded = add(AssistantFixtures.outspoken(assistants));
        Assistant silent = add(PLAIN);
        Assistant everything = add(AssistantFixtures.restingOn(PLAIN, Optional.of(SessionMode.OPEN_CHAT),
                Optional.of(Scope.ALL)));
        SessionId own = open(Ask.asking("x").grounded().from(sessions)).session().id();
        SessionId borrowed = open(Ask.asking("x").to(grounded.id()).open().from()).session().id();
        SessionId both = open(Ask.asking("x").to(grounded.id()).from(sessions)).session().id();

        says(Ask.asking("x").in(own).to(grounded.id()).open().from(turns), SessionMode.OPEN_CHAT, turns);
        says(Ask.asking("x").in(own).to(grounded.id()), SessionMode.GROUNDED_RAG, assistants);
        says(Ask.asking("x").in(own).to(everything.id()), SessionMode.OPEN_CHAT);
        says(Ask.asking("x").in(own).to(silent.id()), SessionMode.GROUNDED_RAG, sessions);
        says(Ask.asking("x").in(own), SessionMode.GROUNDED_RAG, sessions);
        says(Ask.asking("x").in(borrowed), SessionMode.GROUNDED_RAG, assistants);
        says(Ask.asking("x").in(borrowed).to(silent.id()), SessionMode.OPEN_CHAT);
        says(Ask.asking("x").in(borrowed).open(), SessionMode.OPEN_CHAT, assistants);
        says(Ask.asking("x").in(both), SessionMode.GROUNDED_RAG, sessions);
        says(Ask.asking("x").in(both).from(), SessionMode.GROUNDED_RAG);
    }

    private void says(Ask ask, SessionMode mode, DocumentId... documents) {
        TurnOpening.Opened opened = open(ask);
        assertEquals(mode, opened.mode());
        assertEquals(Scope.of(Set.of(documents)), opened.scope());
        // Whoever takes it over hears the same.
        Execution execution = execution(opened);
        release(execution);
        Claim claim = claimAll().stream()
                .filter(found -> found.execution().run().equals(execution.run()))
                .findFirst()
                .orElseThrow();
        assertEquals(Grounding.of(Optional.empty(), mode == SessionMode.GROUNDED_RAG, opened.scope()),
                claim.grounding());
        TurnOpening.Opened read = store().readTurn(ada, claim.execution(), 10).orElseThrow();
        assertEquals(mode, read.mode());
        assertEquals(opened.scope(), read.scope());
        assertEquals(opened.persona(), read.persona());
    }

    @Test
    final void aTurn_thatWaitsOrIsTakenOver_keepsItsRevision() {
        Assistant first = add(AssistantFixtures.outspoken());
        TurnOpening.Opened running = open(Ask.asking("one").to(first.id()));
        SessionId session = running.session().id();
        enqueue(Ask.asking("two").in(session));
        Assistant second = replaced(first.id(), AssistantFixtures.saying(PLAIN, "Be other."));

        release(execution(running));
        Claim again = claimAll().getFirst();
        TurnOpening.Opened takenOver = store().readTurn(ada, again.execution(), 10).orElseThrow();
        Claim next = closed(store().closeTurn(ada, TurnFixtures.end(session, again.execution(),
                TurnFixtures.completed("uno")))).next().orElseThrow();
        TurnOpening.Opened waited = store().readTurn(ada, next.execution(), 10).orElseThrow();
        store().closeTurn(ada, TurnFixtures.end(session, next.execution(), TurnFixtures.completed("dos")));

        assertEquals(Optional.of(first.persona()), takenOver.persona());
        assertEquals(Optional.of(first.persona()), waited.persona());
        assertEquals(new Grounding.Documents(Scope.ALL), next.grounding());
        assertEquals(Optional.of(second.persona()), open(Ask.asking("three").in(session)).persona());
    }

    @Test
    final void aTurn_whoseRevisionIsNotKeptAnyMore_hasTheCurrentOne() {
        Assistant first = add(PLAIN);
        TurnOpening.Opened running = open(Ask.asking("one").to(first.id()));
        for (int number = 0; number < AssistantStore.KEPT_REVISIONS; number++) {
            replaced(first.id(), AssistantFixtures.saying(PLAIN, "number " + number));
        }
        assertEquals(Optional.of(first.persona()),
                store().readTurn(ada, execution(running), 10).orElseThrow().persona());

        Assistant last = replaced(first.id(), AssistantFixtures.saying(PLAIN, "the last word"));

        assertEquals(Optional.of(last.persona()),
                store().readTurn(ada, execution(running), 10).orElseThrow().persona());
    }

    @Test
    final void delete_leavesSessionsWithoutAnAssistant() {
        Assistant assistant = add(AssistantFixtures.outspoken());
        TurnOpening.Opened one = open(Ask.asking("one").to(assistant.id()));
        SessionId session = one.session().id();
        close(one, TurnFixtures.completed("uno"));
        TurnOpening.Opened two = open(Ask.asking("two").in(session));
        done(assistants().delete(ada, assistant.id(), ANY));

        TurnOpening.Opened takenUp = store().readTurn(ada, execution(two), 10).orElseThrow();
        TurnOpening.Opened three = open(Ask.asking("three").in(session));

        assertEquals(Optional.empty(), takenUp.persona());
        assertEquals(SessionMode.GROUNDED_RAG, takenUp.mode());
        assertEquals(Optional.empty(), three.persona());
        assertEquals(SessionMode.OPEN_CHAT, three.mode());
        assertEquals(List.of("one", "uno", "two", "three"), log(session));
        assertEquals(new TurnOpening.NoSuchAssistant(),
                store().openTurn(ada, Ask.asking("four").in(session).to(assistant.id()).turn()));
    }

    @Test
    final void openTurn_hasTheWindowOfItsAssistant() {
        Assistant three = add(AssistantFixtures.outspoken());
        SessionId session = open(Ask.asking("1")).session().id();
        for (int number = 2; number <= 6; number++) {
            open(Ask.asking(String.valueOf(number)).in(session));
        }

        TurnOpening.Opened more = open(Ask.asking("7").in(session).to(three.id()).seeing(1));
        TurnOpening.Opened fewer = open(Ask.asking("8").in(session).to(three.id()).seeing(10));
        TurnOpening.Opened selected = open(Ask.asking("9").in(session).to(three.id()).about("a text").seeing(0));

        assertEquals(List.of("4", "5", "6"), contents(more.window()));
        assertEquals(List.of("5", "6", "7"), contents(fewer.window()));
        assertEquals(List.of(), selected.window());
        TurnOpening.Opened last = open(Ask.asking("10").in(session).to(three.id()));
        assertEquals(List.of("7", "8", "9"),
                contents(store().readTurn(ada, execution(last), 1).orElseThrow().window()));
    }

    @Test
    final void terms_ofATurnThatIsNotStored_areThoseOfItsAssistant() {
        DocumentId known = document(ada);
        DocumentId other = document(ada);
        Assistant assistant = add(AssistantFixtures.outspoken(known));
        var nothing = new TurnTerms.Say(Optional.empty(), Optional.empty());

        assertEquals(new TurnTerms(SessionMode.OPEN_CHAT, Scope.ALL, Optional.empty()),
                known(Optional.empty(), nothing).terms());
        assertTrue(known(Optional.empty(), nothing).reach() > 0);
        assertEquals(new TurnTerms(SessionMode.GROUNDED_RAG, Scope.of(Set.of(known)),
                Optional.of(assistant.persona())), known(Optional.of(assistant.id()), nothing).terms());
        Optional<Persona> persona = Optional.of(assistant.persona());
        assertEquals(new TurnTerms(SessionMode.OPEN_CHAT, Scope.of(Set.of(other)), persona),
                known(Optional.of(assistant.id()), new TurnTerms.Say(Optional.of(SessionMode.OPEN_CHAT),
                        Optional.of(Scope.of(Set.of(other))))).terms());
        assertEquals(new Terms.NoSuchAssistant(), assistants().terms(bob, Optional.of(assistant.id()), nothing));
        assertEquals(new Terms.NoSuchDocument(), assistants().terms(bob, Optional.empty(),
                new TurnTerms.Say(Optional.empty(), Optional.of(Scope.of(Set.of(known))))));
    }

    private Terms.Known known(Optional<AssistantId> assistant, TurnTerms.Say say) {
        return assertInstanceOf(Terms.Known.class, assistants().terms(ada, assistant, say));
    }
}
