package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.AssistantFixtures;
import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.application.faults.FaultProxy;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.NewSummary;
import dev.confab.domain.summary.SummaryStore;
import io.micronaut.context.ApplicationContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What goes over the wire: one round trip for each call, and nothing that a transaction pooler would break. */
class RoundTripsTest {

    private static final Owner ADA = new Owner("ada");

    private static TurnOpening.Opened open(SessionStore store, Optional<SessionId> session) {
        Ask ask = Ask.asking("question");
        return assertInstanceOf(TurnOpening.Opened.class,
                store.openTurn(ADA, session.map(ask::in).orElse(ask).turn()));
    }

    @Test
    void turns_onAWarmConnection_areOneRoundTripEach() throws Exception {
        var wire = new Wiretap();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SharedDatabase.server().port(), wire);
                ApplicationContext beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy), "database.pool-size",
                        "1")) {
            SessionStore store = beans.getBean(SessionStore.class);
            TurnOpening.Opened first = open(store, Optional.empty());
            store.closeTurn(ADA, TurnFixtures.end(first, TurnFixtures.completed("answer")));
            wire.turnsSince();

            for (int turn = 0; turn < 20; turn++) {
                TurnOpening.Opened opened = open(store, Optional.of(first.session().id()));
                assertEquals(1, wire.turnsSince(), "opening");
                assertInstanceOf(TurnClosing.Closed.class,
                        store.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.cited("answer"))));
                assertEquals(1, wire.turnsSince(), "closing");
                assertEquals(2 * turn + 4, store.findSession(ADA, first.session().id()).orElseThrow().lastSeq());
                assertEquals(1, wire.turnsSince(), "reading");
            }

            List<Said> all = wire.said().stream().map(RoundTripsTest::decode).flatMap(List::stream).toList();
            assertTrue(all.stream().filter(said -> said.text().contains("confab_open_turn")).count() > 20);
            for (Said said : all) {
                assertEquals("", said.statement(), "a named statement");
                assertFalse(said.text().matches("(?is)\\s*(BEGIN|COMMIT|START|SET |RESET|DISCARD|LISTEN|PREPARE).*")
                        && said.inUse(), said.text());
            }
        }
    }

    @Test
    void everyOtherCall_onAWarmConnection_isOneRoundTrip() throws Exception {
        var wire = new Wiretap();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SharedDatabase.server().port(), wire);
                ApplicationContext beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy), "database.pool-size",
                        "1")) {
            SessionStore store = beans.getBean(SessionStore.class);
            RunStore runs = beans.getBean(RunStore.class);
            TurnOpening.Opened first = open(store, Optional.empty());
            var execution = new Execution(first.question().run(), 1);
            Ask ask = Ask.asking("more").in(first.session().id()).followed();
            NewTurn keyed = ask.keyed(UUID.randomUUID().toString()).turn();
            NewTurn queued = ask.orWait().turn();
            AssistantStore assistants = beans.getBean(AssistantStore.class);
            var assistant = new AssistantId(UUID.randomUUID());
            var calls = new LinkedHashMap<String, Runnable>();
            calls.put("adding an assistant",
                    () -> assistants.add(ADA, assistant, AssistantFixtures.outspoken()));
            calls.put("changing an assistant", () -> assistants.replace(ADA, assistant,
                    AssistantDraft.of("Other", "Be other."), OptionalInt.of(1)));
            calls.put("finding an assistant", () -> assistants.find(ADA, assistant));
            calls.put("listing assistants", () -> assistants.list(ADA, Optional.empty(), 10));
            calls.put("terms of a turn", () -> assistants.terms(ADA, Optional.of(assistant),
                    new TurnTerms.Say(Optional.empty(), Optional.empty())));
            NewTurn toAssistant = ask.to(assistant).turn();
            calls.put("asking an assistant", () -> store.openTurn(ADA, toAssistant));
            calls.put("reading a turn of an assistant",
                    () -> store.readTurn(ADA, new Execution(toAssistant.run(), 1), 10));
            calls.put("deleting an assistant", () -> assistants.delete(ADA, assistant, OptionalInt.empty()));
            calls.put("refusing", () -> store.openTurn(ADA, ask.orReject().turn()));
            calls.put("following", () -> runs.follow(ADA, execution.run()));
            calls.put("logging", () -> append(runs, execution, 0));
            calls.put("logging what does not fit", () -> append(runs, execution, 40));
            calls.put("logging anew", () -> append(runs, execution, 0));
            calls.put("interrupting", () -> store.openTurn(ADA, keyed));
            calls.put("joining", () -> store.openTurn(ADA, keyed));
            calls.put("waiting", () -> store.openTurn(ADA, queued));
            calls.put("asking again", () -> store.openTurn(ADA, ask.again().orWait().turn()));
            calls.put("branching", () -> store.openTurn(ADA, ask.insteadOf(first.question().id()).turn()));
            calls.put("reading a turn", () -> store.readTurn(ADA, new Execution(keyed.run(), 1), 10));
            calls.put("reading a session", () -> store.findSession(ADA, first.session().id()));
            calls.put("reading a log", () -> store.readMessages(ADA, first.session().id(), 0, 10));
            calls.put("finding", () -> runs.findRun(ADA, queued.run()));
            calls.put("reading runs", () -> runs.read(
                    List.of(new RunWatch(ADA, keyed.run(), 0), new RunWatch(ADA, queued.run(), 3))));
            calls.put("a heartbeat", () -> runs.heartbeat(TurnFixtures.HOLD, List.of(new Execution(keyed.run(), 1))));
            calls.put("cancelling", () -> runs.cancel(ADA, keyed.run()));
            calls.put("closing with a next one", () -> store.closeTurn(ADA, TurnFixtures.end(first.session().id(),
                    new Execution(keyed.run(), 1), TurnFixtures.failed())));
            calls.put("releasing", () -> runs.release(TurnFixtures.HOLD, List.of(new Execution(queued.run(), 1))));
            calls.put("claiming", () -> runs.claim(TurnFixtures.HOLD, 10));
            SessionCatalog catalog = beans.getBean(SessionCatalog.class);
            SessionFeed feed = beans.getBean(SessionFeed.class);
            var made = new NewSession(new SessionId(UUID.randomUUID()), true, SessionAttributes.DEFAULT);
            calls.put("making a session", () -> catalog.create(ADA, made));
            calls.put("finding an entry", () -> catalog.find(ADA, made.id()));
            calls.put("adding a message", () -> catalog.addMessage(ADA, made.id(),
                    new NewMessage(new MessageId(UUID.randomUUID()), Role.USER, PlainText.of("hello"))));
            calls.put("reading a page", () -> catalog.readMessages(ADA, made.id(), MessagePage.before(9, 5)));
            for (SessionOrder order : SessionOrder.values()) {
                calls.put("listing by " + order,
                        () -> catalog.list(ADA, SessionFilter.NONE, order, Optional.empty(), 5));
            }
            calls.put("changing", () -> catalog.change(ADA, made.id(), 0, SessionAttributes.DEFAULT));
            SessionSync sync = beans.getBean(SessionSync.class);
            var noted = new NewMessage(new MessageId(UUID.randomUUID()), Role.USER, PlainText.of("noted"));
            calls.put("syncing", () -> sync.apply(ADA, List.of(
                    new OfflineChange.SessionMade(new SessionId(UUID.randomUUID()), SessionAttributes.DEFAULT),
                    new OfflineChange.MessageAdded(made.id(), noted),
                    new OfflineChange.SessionChanged(made.id(), 1, SessionAttributes.DEFAULT),
                    new OfflineChange.MessageDeleted(made.id(), noted.id()))));
            calls.put("reading changes", () -> feed.read(ADA, Optional.empty(), 10));
            SummaryStore summaries = beans.getBean(SummaryStore.class);
            List<Message> log = store.readMessages(ADA, first.session().id(), 0, 1);
            calls.put("finding a summary", () -> summaries.find(ADA, first.session().id()));
            calls.put("saving a summary", () -> assertTrue(summaries.save(ADA, first.session().id(), Optional.empty(),
                    new NewSummary(PlainText.of("They met."), "model", log))));
            calls.put("dropping a summary", () -> summaries.drop(ADA, first.session().id(), 1));
            calls.put("deleting", () -> catalog.delete(ADA, made.id(), Optional.empty()));
            calls.put("forgetting", () -> feed.forgetDeletions(Instant.EPOCH, 10));
            QuotaStore quotas = beans.getBean(QuotaStore.class);
            Limits limits = Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 1L, Limit.LIVE_RUNS, 1L));
            Reservation held = Reservation.of(new RunId(UUID.randomUUID()), Amount.NONE, Price.FREE);
            Owner counted = FilledStore.owner("counted");
            calls.put("admitting", () -> quotas.admit(counted, limits));
            calls.put("refusing a request", () -> quotas.admit(counted, limits));
            calls.put("holding back", () -> quotas.reserve(counted, limits, held));
            calls.put("refusing a run", () -> quotas.reserve(counted, limits,
                    Reservation.of(new RunId(UUID.randomUUID()), Amount.NONE, Price.FREE)));
            calls.put("settling", () -> quotas.settle(counted, held.run(), new Amount(1, 1)));
            calls.put("charging", () -> quotas.charge(counted, new Amount(1, 1)));
            calls.put("reading what is used", () -> quotas.read(counted));
            calls.put("forgetting what was used", () -> quotas.forget(QuotaStore.LEAST_AGE));
            wire.turnsSince();
            calls.forEach((what, call) -> {
                call.run();
                assertEquals(1, wire.turnsSince(), what);
            });

            for (Said said : wire.said().stream().map(RoundTripsTest::decode).flatMap(List::stream).toList()) {
                assertEquals("", said.statement(), "a named statement");
            }
        }
    }

    @Test
    void searching_whenNothingWasSaidSince_isOneRoundTrip_andThreeWhenSomethingWas() throws Exception {
        var wire = new Wiretap();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SharedDatabase.server().port(), wire);
                ApplicationContext beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy), "database.pool-size",
                        "1")) {
            Owner searching = FilledStore.owner("searching");
            MessageSearch search = beans.getBean(MessageSearch.class);
            AccountStore account = beans.getBean(AccountStore.class);
            SearchQuery question = SearchQuery.of(Sought.of(PlainText.of("question")), 10);
            SessionStore store = beans.getBean(SessionStore.class);
            store.openTurn(searching, Ask.asking("question").turn());
            search.search(searching, question);
            var calls = new LinkedHashMap<String, Runnable>();
            calls.put("searching", () -> search.search(searching, question));
            calls.put("listing sessions", () -> account.sessions(searching, Optional.empty(), 10));
            calls.put("listing runs", () -> account.active(searching));
            calls.put("expiring", () -> account.expireSessions(Optional.empty(), Duration.ofDays(1)));
            calls.put("erasing", () -> account.erase(searching));
            wire.turnsSince();
            calls.forEach((what, call) -> {
                call.run();
                assertEquals(1, wire.turnsSince(), what);
            });

            store.openTurn(searching, Ask.asking("question").turn());
            wire.turnsSince();
            assertEquals(1, search.search(searching, question).hits().size());
            assertEquals(3, wire.turnsSince());
        }
    }

    @Test
    void everyCallAboutDocuments_onAWarmConnection_isOneRoundTrip() throws Exception {
        FilledStore.clear(SharedDatabase.beans());
        var wire = new Wiretap();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SharedDatabase.server().port(), wire);
                ApplicationContext beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy), "database.pool-size",
                        "1")) {
            DocumentStore documents = beans.getBean(DocumentStore.class);
            IngestionStore ingestion = beans.getBean(IngestionStore.class);
            PassageStore passages = beans.getBean(PassageStore.class);
            SessionStore store = beans.getBean(SessionStore.class);
            DocumentId found = FilledStore.of(beans).searchable(ADA, "found");
            PassageChange change = passages.follow(0, 10).changes().getLast();
            DocumentId document = FilledStore.of(beans).added(ADA, FilledStore.version(Optional.empty(), "one", "two"));
            IngestionTask.Key key = ingestion.claim(DocumentFixtures.HOLD).orElseThrow().key();
            List<Unembedded> lacking = ingestion.unembedded(ADA, key, DocumentFixtures.SPACE, 10);
            var calls = new LinkedHashMap<String, Runnable>();
            calls.put("a turn in a scope", () -> store.openTurn(ADA,
                    scoped(Ask.asking("question").turn(), Scope.of(Set.of(found)))));
            calls.put("putting", () -> documents.putContent(ADA, new ContentId(UUID.randomUUID()), 0, new byte[9]));
            calls.put("adding", () -> documents.add(ADA, FilledStore.version(Optional.empty(), "three")));
            calls.put("finding", () -> documents.find(ADA, document));
            calls.put("finding a version", () -> documents.findVersion(ADA, document, 1));
            calls.put("listing", () -> documents.list(ADA, Optional.of(document), 10));
            calls.put("reading content", () -> documents.readContent(ADA, document, 1, 0));
            calls.put("reading pages", () -> documents.readPages(ADA, document, 1, 1, 10));
            calls.put("extending", () -> ingestion.extend(ADA, key, DocumentFixtures.HOLD));
            calls.put("saving pages", () -> ingestion.savePages(ADA, key, DocumentFixtures.HOLD,
                    DocumentFixtures.pages("one"), Optional.of(1)));
            calls.put("ending reading", () -> ingestion.endReading(ADA, key, DocumentFixtures.HOLD, 1));
            calls.put("lacking", () -> ingestion.unembedded(ADA, key, DocumentFixtures.SPACE, 10));
            calls.put("saving vectors", () -> ingestion.saveVectors(ADA, key, DocumentFixtures.HOLD,
                    DocumentFixtures.SPACE, FilledStore.vectors(lacking, DocumentFixtures.SPACE)));
            calls.put("publishing", () -> ingestion.publish(ADA, key, Optional.of(DocumentFixtures.SPACE)));
            calls.put("claiming a space", () -> ingestion.claimSpace(DocumentFixtures.HOLD,
                    DocumentFixtures.OTHER_SPACE, 10));
            calls.put("saving in a space", () -> ingestion.saveSpace(DocumentFixtures.HOLD,
                    DocumentFixtures.OTHER_SPACE, FilledStore.vectors(lacking, DocumentFixtures.OTHER_SPACE)));
            calls.put("waiting", ingestion::untilNext);
            calls.put("claiming", () -> ingestion.claim(DocumentFixtures.HOLD));
            calls.put("latest", () -> passages.latest(ADA));
            calls.put("following", () -> passages.follow(0, 10));
            calls.put("reading passages", () -> passages.read(change, Optional.of(DocumentFixtures.SPACE), 0, 10));
            calls.put("finding passages", () -> passages.find(ADA, Scope.ALL, List.of(lacking.getFirst().passage())));
            calls.put("searching", () -> passages.search(ADA, Scope.ALL, PlainText.of("one two three"), 10));
            calls.put("deleting", () -> documents.delete(ADA, document));
            wire.turnsSince();
            calls.forEach((what, call) -> {
                call.run();
                assertEquals(1, wire.turnsSince(), what);
            });

            for (Said said : wire.said().stream().map(RoundTripsTest::decode).flatMap(List::stream).toList()) {
                assertEquals("", said.statement(), "a named statement");
            }
        }
    }

    private static NewTurn scoped(NewTurn turn, Scope scope) {
        return new NewTurn(turn.session(), turn.freshSession(), turn.mode(), Optional.of(scope), turn.assistant(),
                turn.metadata(),
                turn.ask(), turn.selectedText(), turn.run(), turn.key(), turn.onBusy(), turn.followed(), turn.window(),
                turn.hold());
    }

    private static void append(RunStore runs, Execution execution, int position) {
        runs.append(TurnFixtures.HOLD, List.of(new TextPiece(execution, position, PlainText.of("text"), List.of())));
    }

    /** One message of a client: the statement's name, its text, and whether that was after the tables were made. */
    private record Said(String statement, String text, boolean inUse) {}

    /** Takes apart what a client says by the frontend part of PostgreSQL's protocol. */
    private static List<Said> decode(byte[] bytes) {
        var all = new ArrayList<Said>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean started = false;
        boolean inUse = new String(bytes, StandardCharsets.UTF_8).contains("confab_open_turn(?")
                || new String(bytes, StandardCharsets.UTF_8).contains("FROM confab_open_turn(");
        while (in.remaining() >= 5) {
            char type = started ? (char) in.get() : 's';
            byte[] body = new byte[in.getInt() - 4];
            if (body.length > in.remaining()) {
                break;
            }
            in.get(body);
            String[] parts = new String(body, StandardCharsets.UTF_8).split("\0", -1);
            switch (type) {
                case 'P' -> all.add(new Said(parts[0], parts[1], inUse));
                case 'Q' -> all.add(new Said("", parts[0], inUse));
                default -> {}
            }
            started = true;
        }
        assertTrue(started);
        return all;
    }
}
