package dev.confab.application;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.EvidenceSettings;
import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.application.document.ReadDocuments;
import dev.confab.application.memory.HashingEmbedder;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.retrieval.Retrieve;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with documents, with everything in memory. */
class DocumentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SERVOS = """
            # Servos

            A servo turns to an angle and holds it. It needs a pulse.

            # Gearboxes

            A gearbox trades speed for torque.
            """;

    private final ScriptedLlmGateway model = new ScriptedLlmGateway();
    private final Confab confab = Confab.with(model).embedder(new HashingEmbedder()).build();
    private final Owner ada = new Owner("ada");
    private final Owner bob = new Owner("bob");

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        confab.stop(Duration.ofSeconds(5));
    }

    @Test
    void upload_ofAText_isFoundOnceItIsReady() throws Exception {
        DocumentId id = upload(ada, "servos.md", SERVOS).document().id();

        Document ready = await(ada, id);

        assertEquals(VersionStatus.READY, ready.latest().status());
        assertEquals(Optional.of(1), ready.searchable());
        assertEquals(SourceKind.MARKDOWN, ready.latest().kind());
        assertEquals(ready.latest().passages(), ready.latest().embedded());
        List<String> found = retrieve(ada, "What does a gearbox trade?");
        assertTrue(found.getFirst().contains("A gearbox trades speed for torque."), found::toString);
        assertEquals(List.of(), retrieve(bob, "What does a gearbox trade?"));
        assertEquals(SERVOS, text(ada, id, 1));
        assertArrayEquals(SERVOS.getBytes(StandardCharsets.UTF_8),
                confab.readDocuments().readContent(ada, id, 1, 0).orElseThrow());
        assertEquals(Optional.empty(), confab.readDocuments().find(bob, id));
    }

    @Test
    void read_ofWhatEverybodyMayRead_isAnyOwnersButNotInTheirLists() throws Exception {
        DocumentId id = upload(Owner.EVERYONE, "servos.md", SERVOS).document().id();
        await(Owner.EVERYONE, id);

        assertTrue(retrieve(ada, "What does a gearbox trade?").getFirst().contains("A gearbox trades"));
        assertEquals(SERVOS, text(ada, id, 1));
        assertEquals(Optional.of(1), confab.readDocuments().find(ada, id).orElseThrow().searchable());
        assertTrue(confab.readDocuments().findVersion(ada, id, 1).isPresent());
        assertArrayEquals(SERVOS.getBytes(StandardCharsets.UTF_8),
                confab.readDocuments().readContent(ada, id, 1, 0).orElseThrow());
        assertEquals(List.of(), confab.readDocuments().list(ada, Optional.empty(), 10));
        assertFalse(confab.removeDocument().remove(ada, id));
    }

    @Test
    void upload_ofTheSameAgain_isKnown() throws Exception {
        DocumentId id = upload(ada, "a.txt", "The same words.").document().id();
        await(ada, id);

        AddDocument.Result.Accepted again = upload(ada, "b.txt", "The same words.");

        assertTrue(again.known());
        assertEquals(id, again.document().id());
        assertFalse(upload(bob, "c.txt", "The same words.").known());
    }

    @Test
    void upload_inPlaceOfAnother_isFoundInstead() throws Exception {
        DocumentId id = upload(ada, "a.txt", "The old words.").document().id();
        await(ada, id);
        var replacing = new AddDocument.Upload(file("b.txt", "The new words."), PlainText.of("Again"), Optional.of(id));

        assertInstanceOf(AddDocument.Result.Accepted.class, confab.addDocument().upload(ada, replacing));

        assertEquals(Optional.of(2), await(ada, id).searchable());
        assertEquals(List.of("The new words."), retrieve(ada, "words"));
        assertEquals("The old words.", text(ada, id, 1));
        assertInstanceOf(AddDocument.Result.NothingToReplace.class, confab.addDocument().upload(bob, replacing));
    }

    @Test
    void upload_ofWhatIsNoTextOrTooLarge_isRefused() throws Exception {
        Confab small = Confab.with(model)
                .ingestion(new IngestionSettings(10, 2, 5, 1, Duration.ofSeconds(30), Duration.ofSeconds(1),
                        Duration.ofSeconds(1)))
                .build();

        assertEquals(new AddDocument.Result.TooLarge(10), upload(small, "a.txt", "eleven char"));
        assertInstanceOf(AddDocument.Result.Unsupported.class, upload(small, "b.txt", "\0\1\2"));
        assertInstanceOf(AddDocument.Result.Unsupported.class, upload(small, "c.txt", ""));
        assertInstanceOf(AddDocument.Result.Unsupported.class, upload(confab, "d.txt", "%PDF-1.7\n"));
        assertInstanceOf(AddDocument.Result.Accepted.class, upload(small, "e.txt", "ten chars."));
        assertEquals(new AddDocument.Result.ChunkTooLong(Optional.of(1), 5), store(small, "short", "longer"));
        assertEquals(new AddDocument.Result.ChunkTooLong(Optional.empty(), 2), store(small, "a", "b", "c"));
        assertEquals(new AddDocument.Result.TooLarge(10), store(small, "ééééé", "é"));
        small.stop(Duration.ofSeconds(5));
    }

    @Test
    void upload_ofNothingButSpace_fails() throws Exception {
        Document failed = await(ada, upload(ada, "a.txt", " \n \n").document().id());

        assertEquals(VersionStatus.FAILED, failed.latest().status());
        assertEquals(Optional.of("file_has_no_text"), failed.latest().failure().map(DocumentFailure::code));
    }

    @Test
    void upload_withALongTitle_isCutBetweenCharacters() throws Exception {
        PlainText title = PlainText.of(" " + "x".repeat(Document.MAX_TITLE - 1) + "🤖");
        AddDocument.Result result = confab.addDocument()
                .upload(ada, new AddDocument.Upload(file("a.txt", "words"), title, Optional.empty()));

        assertEquals("x".repeat(Document.MAX_TITLE - 1),
                ((AddDocument.Result.Accepted) result).document().title().value());
    }

    @Test
    void store_ofPieces_keepsThemAsTheyAre() throws Exception {
        var pieces = List.of(new AddDocument.Chunk(PlainText.of(" One piece. "), List.of(PlainText.of("First"))),
                new AddDocument.Chunk(PlainText.of("Another 🤖 piece."), List.of()));
        AddDocument.Result result = confab.addDocument()
                .store(ada, new AddDocument.Chunks(pieces, PlainText.of("Pieces"), Optional.empty()));
        DocumentId id = ((AddDocument.Result.Accepted) result).document().id();

        assertEquals(VersionStatus.READY, await(ada, id).latest().status());
        String text = text(ada, id, 1);
        assertEquals(" One piece. \n\nAnother 🤖 piece.", text);
        List<Passage> found = confab.retrieve()
                .retrieve(ada, new Retrieve.Question(PlainText.of("piece"), Scope.ALL, 10))
                .passages()
                .stream()
                .map(ranked -> ranked.passage())
                .toList();
        assertEquals(2, found.size());
        for (Passage passage : found) {
            assertEquals(passage.text().value(), text.substring(passage.span().from(), passage.span().to()));
        }
        assertTrue(((AddDocument.Result.Accepted) confab.addDocument()
                .store(ada, new AddDocument.Chunks(pieces, PlainText.of("Pieces"), Optional.empty()))).known());
        assertFalse(upload(ada, "a.txt", text).known());
    }

    @Test
    void remove_isFoundNoMore_andRepeats() throws Exception {
        DocumentId id = upload(ada, "a.txt", "Words to be removed.").document().id();
        await(ada, id);

        assertFalse(confab.removeDocument().remove(bob, id));
        assertTrue(confab.removeDocument().remove(ada, id));
        assertFalse(confab.removeDocument().remove(ada, id));

        assertEquals(List.of(), retrieve(ada, "words"));
        assertEquals(Optional.empty(), confab.addDocument().await(ada, id, Duration.ofSeconds(1)));
    }

    @Test
    void watch_tellsEachChangeAndTheEnd() throws Exception {
        DocumentId id = upload(ada, "a.txt", "word ".repeat(20_000)).document().id();
        var listener = new Recorder();

        assertTrue(confab.readDocuments().watch(ada, id, listener).isPresent());

        assertTrue(listener.ended.await(20, TimeUnit.SECONDS));
        List<DocumentVersion> told = listener.told.stream().map(Document::latest).toList();
        assertEquals(VersionStatus.READY, told.getLast().status());
        assertTrue(told.stream().filter(version -> version.status().isFinal()).count() == 1);
        for (int at = 1; at < told.size(); at++) {
            assertTrue(told.get(at).status().compareTo(told.get(at - 1).status()) >= 0);
            assertTrue(told.get(at).embedded() >= told.get(at - 1).embedded());
        }
        var late = new Recorder();
        confab.readDocuments().watch(ada, id, late);
        assertEquals(1, late.told.size());
        assertEquals(0, late.ended.getCount());
        assertEquals(Optional.empty(), confab.readDocuments().watch(bob, id, new Recorder()));
    }

    @Test
    void stop_tellsWatchersThatThereIsNoMore() throws Exception {
        DocumentId id = upload(ada, "a.txt", "word ".repeat(200_000)).document().id();
        var listener = new Recorder();
        confab.readDocuments().watch(ada, id, listener);

        confab.stop(Duration.ofSeconds(5));

        assertEquals(0, listener.ended.getCount());
        assertTrue(confab.readDocuments().find(ada, id).isPresent());
    }

    private static SendMessage.Command grounded(String question, Set<DocumentId> documents) {
        return new SendMessage.Command(new SendMessage.Ask.Said(PlainText.of(question)), Optional.empty(),
                Optional.empty(), Optional.of(SessionMode.GROUNDED_RAG), Optional.of(Scope.of(documents)),
                Optional.empty(), Metadata.NONE, OnBusy.INTERRUPT, Optional.empty());
    }

    private Message answer(SendMessage.Command command) {
        return assertInstanceOf(SendMessage.Result.Answered.class, confab.sendMessage().send(ada, command)).answer();
    }

    @Test
    void ask_ofAnUploadedText_isAnsweredWithACitationThatHolds() throws Exception {
        DocumentId id = upload(ada, "servos.md", SERVOS).document().id();
        await(ada, id);
        model.reply("A gearbox trades ", "speed for torque. [1]");

        Message answer = answer(grounded("What does a gearbox trade for torque?", Set.of(id)));

        assertEquals(1, answer.citations().size());
        Citation citation = answer.citations().getFirst();
        assertEquals(id, citation.document());
        assertEquals(1, citation.version());
        assertEquals("servos.md", citation.title().value());
        assertEquals("A gearbox trades speed for torque.", citation.quote().value());
        assertEquals(citation.quote().value(),
                text(ada, id, 1).substring(citation.span().from(), citation.span().to()));

        confab.addDocument()
                .upload(ada, new AddDocument.Upload(file("b.md", "Nothing of that."), PlainText.of("b"),
                        Optional.of(id)));
        await(ada, id);
        assertEquals(citation.quote().value(),
                text(ada, id, 1).substring(citation.span().from(), citation.span().to()));
    }

    @Test
    void ask_whatTheDocumentsDoNotSay_isDeclinedWithoutTheModel() throws Exception {
        DocumentId id = upload(ada, "servos.md", SERVOS).document().id();
        await(ada, id);

        Message answer = answer(grounded("Who won yesterday's football championship?", Set.of()));

        assertEquals(List.of(), answer.citations());
        assertEquals(List.of(), model.calls());
        assertFalse(answer.content().isBlank());
    }

    @Test
    void ask_ofADocumentThatIsNotThere_isRefused() throws Exception {
        DocumentId bobs = upload(bob, "bobs.txt", "Bob's words about gearboxes.").document().id();
        await(bob, bobs);

        for (DocumentId none : List.of(bobs, new DocumentId(UUID.randomUUID()))) {
            var refused = assertInstanceOf(SendMessage.Result.Refused.class,
                    confab.sendMessage().send(ada, grounded("What of gearboxes?", Set.of(none))));
            assertInstanceOf(Refusal.NoSuchDocument.class, refused.why());
        }
    }

    @Test
    void ask_inAnotherSession_findsWhatWasSaidBefore_whereThatIsWanted() {
        EvidenceSettings usual = EvidenceSettings.DEFAULT;
        for (boolean wanted : new boolean[] { false, true }) {
            var remembering = new ScriptedLlmGateway().reply("Noted, it is called Zorgo.")
                    .reply("As before.")
                    .reply("Zorgo.")
                    .reply("I cannot know.");
            var store = new InMemoryDocumentStore(InstantSource.system());
            Confab other = Confab.with(remembering)
                    .documents(store, store, store)
                    .settings(ChatSettings.DEFAULT.withEvidence(new EvidenceSettings(usual.passages(), usual.tokens(),
                            usual.openChat(), usual.groundedRag(), wanted)))
                    .build();
            SendMessage.Result first = other.sendMessage()
                    .send(ada, SendMessage.Command.of("My humanoid robot is called Zorgo."));
            SessionId session = assertInstanceOf(SendMessage.Result.Answered.class, first).answer().session();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (wanted && store.latest(ada) == 0) {
                assertTrue(System.nanoTime() < end, "it is not remembered");
                LockSupport.parkNanos(2_000_000);
            }
            assertEquals(List.of(), other.readDocuments().list(ada, Optional.empty(), 10));

            other.sendMessage().send(ada, SendMessage.Command.of("How is my humanoid robot called?").in(session));
            other.sendMessage().send(ada, SendMessage.Command.of("How is my humanoid robot called?"));
            other.sendMessage().send(bob, SendMessage.Command.of("How is my humanoid robot called?"));

            List<Integer> passages = remembering.calls().stream().map(call -> call.prompt().passages().size()).toList();
            assertEquals(0, passages.get(1), "what stands in the session itself is not remembered for it");
            assertEquals(wanted, passages.get(2) > 0);
            assertEquals(0, passages.get(3));
            other.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void ask_anAssistant_findsWhatWasSaidToOneThatRemembers_andNobodyElseDoes() {
        var remembering = new ScriptedLlmGateway().reply("Noted, it is called Zorgo.")
                .reply("Noted.")
                .reply("Zorgo.")
                .reply("I cannot know.")
                .reply("I cannot know.");
        var store = new InMemoryDocumentStore(InstantSource.system());
        Confab other = Confab.with(remembering).documents(store, store, store).build();
        AssistantId forgetful = assistant(other, false);
        AssistantId mindful = assistant(other, true);
        String question = "How is my humanoid robot called?";
        other.sendMessage().send(ada, SendMessage.Command.of("My humanoid robot is called Zorgo.").to(mindful));
        other.sendMessage().send(ada, SendMessage.Command.of("My humanoid robot is called Otto.").to(forgetful));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (store.latest(ada) == 0) {
            assertTrue(System.nanoTime() < end, "it is not remembered");
            LockSupport.parkNanos(2_000_000);
        }

        other.sendMessage().send(ada, SendMessage.Command.of(question).to(mindful));
        other.sendMessage().send(ada, SendMessage.Command.of(question).to(forgetful));
        other.sendMessage().send(ada, SendMessage.Command.of(question));

        List<ModelCall> calls = remembering.calls();
        assertTrue(calls.get(2).prompt().passages().getFirst().text().value().contains("Zorgo"));
        assertTrue(calls.get(2).prompt().passages().stream().noneMatch(found -> found.text().value().contains("Otto")));
        assertEquals(List.of(), calls.get(3).prompt().passages());
        assertEquals(List.of(), calls.get(4).prompt().passages());
        other.stop(Duration.ofSeconds(5));
    }

    private AssistantId assistant(Confab of, boolean remembers) {
        AssistantDraft plain = AssistantDraft.of("Robotics", "You know robots.");
        var draft = new AssistantDraft(plain.name(), plain.description(), plain.instructions(), plain.model(),
                plain.window(), plain.scope(), plain.mode(), Optional.of(remembers), plain.metadata());
        return assertInstanceOf(AssistantAdding.Added.class, of.assistants().add(ada, Optional.empty(), draft))
                .assistant()
                .id();
    }

    private static final class Recorder implements ReadDocuments.Listener {

        private final List<Document> told = new CopyOnWriteArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void on(Document document) {
            told.add(document);
        }

        @Override
        public void end() {
            ended.countDown();
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + UUID.randomUUID()), text);
    }

    private AddDocument.Result.Accepted upload(Owner owner, String name, String text) throws IOException {
        return assertInstanceOf(AddDocument.Result.Accepted.class, confab.addDocument()
                .upload(owner, new AddDocument.Upload(file(name, text), PlainText.of(name), Optional.empty())));
    }

    private AddDocument.Result upload(Confab other, String name, String text) throws IOException {
        return other.addDocument()
                .upload(ada, new AddDocument.Upload(file(name, text), PlainText.of(name), Optional.empty()));
    }

    private AddDocument.Result store(Confab other, String... pieces) {
        return other.addDocument()
                .store(ada, new AddDocument.Chunks(List.of(pieces)
                        .stream()
                        .map(piece -> new AddDocument.Chunk(PlainText.of(piece), List.of()))
                        .toList(), PlainText.of("Pieces"), Optional.empty()));
    }

    private Document await(Owner owner, DocumentId id) {
        Document document = confab.addDocument().await(owner, id, PATIENCE).orElseThrow();
        assertTrue(document.latest().status().isFinal(), () -> "is " + document.latest().status());
        return document;
    }

    private List<String> retrieve(Owner owner, String question) {
        return confab.retrieve()
                .retrieve(owner, new Retrieve.Question(PlainText.of(question), Scope.ALL, 10))
                .passages()
                .stream()
                .map(ranked -> ranked.passage().text().value())
                .toList();
    }

    private String text(Owner owner, DocumentId id, int version) {
        return confab.readDocuments()
                .readPages(owner, id, version, 1, 100)
                .stream()
                .map(PageText::text)
                .map(PlainText::value)
                .collect(Collectors.joining());
    }
}
