package dev.confab.application;

import dev.confab.application.account.Account;
import dev.confab.application.account.DeletionMarks;
import dev.confab.application.account.EraseAccount;
import dev.confab.application.account.ReadAccount;
import dev.confab.application.assistant.KeepAssistants;
import dev.confab.application.background.AfterTurn;
import dev.confab.application.background.Background;
import dev.confab.application.background.BackgroundObserver;
import dev.confab.application.background.BackgroundSettings;
import dev.confab.application.background.Forgetting;
import dev.confab.application.chat.AnswerOnce;
import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.application.document.ReadDocuments;
import dev.confab.application.document.RemoveDocument;
import dev.confab.application.execution.PassingTurns;
import dev.confab.application.execution.Ports;
import dev.confab.application.execution.Replica;
import dev.confab.application.execution.StoredRuns;
import dev.confab.application.execution.TurnLimits;
import dev.confab.application.execution.TurnQuota;
import dev.confab.application.execution.TurnRules;
import dev.confab.application.execution.Turns;
import dev.confab.application.ingestion.IngestionPorts;
import dev.confab.application.ingestion.Library;
import dev.confab.application.ingestion.RememberingSessions;
import dev.confab.application.ingestion.Retrieval;
import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.application.memory.InMemoryAccountStore;
import dev.confab.application.memory.InMemoryAssistantStore;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.application.memory.InMemoryQuotaStore;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.KnownAssistants;
import dev.confab.application.memory.KnownDocuments;
import dev.confab.application.memory.PlainTextExtractor;
import dev.confab.application.quota.QuotaSettings;
import dev.confab.application.quota.Quotas;
import dev.confab.application.retrieval.Retrieve;
import dev.confab.application.run.CancelRun;
import dev.confab.application.run.ReadRun;
import dev.confab.application.run.RunSettings;
import dev.confab.application.run.WatchRun;
import dev.confab.application.search.SearchMessages;
import dev.confab.application.session.AddMessage;
import dev.confab.application.session.BrowseSessions;
import dev.confab.application.session.ChangeSession;
import dev.confab.application.session.CreateSession;
import dev.confab.application.session.DeleteSession;
import dev.confab.application.session.ReadSession;
import dev.confab.application.session.Sessions;
import dev.confab.application.session.SyncSessions;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.KnowledgeSource;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.summary.SummaryStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Confab, assembled: the use cases over the ports it was given. Safe for use by several threads at once. While it has
 * nothing to do it has no thread and asks no port anything. A program that ends may {@link #stop} it first, so that runs
 * are finished or handed over; one that just ends, or is killed, leaves them to be taken over when their leases end. Whoever
 * made a port closes it.
 *
 * <pre>{@code
 * Confab confab = Confab.with(gateway).store(store, runs).build();
 * switch (confab.sendMessage().send(Owner.LOCAL, SendMessage.Command.of("What is a servo?"))) { ... }
 * }</pre>
 */
public final class Confab {

    private static final Duration HAND_OVER = Duration.ofSeconds(3);

    private final SendMessage sendMessage;
    private final ReadSession readSession;
    private final Optional<Sessions> sessions;
    private final Optional<SyncSessions> sync;
    private final StoredRuns runs;
    private final Replica replica;
    private final Library library;
    private final Retrieve retrieve;
    private final KeepAssistants assistants;
    private final AnswerOnce answerOnce;
    private final Optional<SearchMessages> search;
    private final Optional<Account> account;
    private final Quotas quotas;
    private final Optional<Background> background;

    private Confab(Ports ports, Kept kept, ChatSettings chat, RunSettings execution, Library library,
            Retrieve retrieve) {
        this.assistants = KeepAssistants.in(kept.assistants(), ports.ids());
        this.library = library;
        this.retrieve = retrieve;
        this.search = kept.search().map(SearchMessages::from);
        var composer = new PromptComposer(chat.instructions(),
                new PromptBudget(ports.llm().profile().promptTokens(), chat.windowMessages(), chat.evidence().tokens()),
                ports.tokens(), ports.ids());
        this.background = kept.background().assemble(ports, kept.catalog(), chat.windowMessages());
        var rules = new TurnRules(composer, chat.windowMessages(), chat.evidence(), chat.maxAnswer(),
                background.filter(Background::summarizes).isPresent());
        var limits = new TurnLimits(chat, rules, ports.llm());
        this.quotas = kept.quotas();
        this.replica = new Replica(ports, rules, execution, new TurnQuota(quotas, rules, ports.llm()),
                background.<AfterTurn>map(all -> all).orElse(AfterTurn.NOTHING));
        this.sendMessage = new Turns(ports, limits, replica);
        this.answerOnce = new PassingTurns(ports, kept.assistants(), limits, replica);
        this.readSession = ReadSession.from(ports.store());
        this.sessions = kept.catalog()
                .map(listed -> new Sessions(listed, ports.ids(), chat.maxMessage(), replica::stop));
        this.sync = kept.copies()
                .map(copies -> Sessions.sync(copies.sync(), copies.feed(), chat.maxMessage(), replica::stop));
        this.runs = new StoredRuns(ports.runs(), replica);
        this.account = kept.account()
                .map(all -> new Account(all, kept.others(), ports.runs(), runs, ports.retriever().orElseThrow(),
                        replica::isStopping, kept.copies()
                                .map(copies -> new DeletionMarks(copies.feed(), kept.deletionsKept(), ports.clock()))));
        background.ifPresent(all -> all.begin(new Forgetting(eraseAccount(), quotas)));
    }

    /** What is kept beside turns and documents, in the same place. */
    private record Kept(Optional<SessionCatalog> catalog, AssistantStore assistants, Optional<MessageSearch> search,
            Optional<AccountStore> account, Quotas quotas, List<OwnedData> others,
            Optional<Copies> copies, Duration deletionsKept, BackgroundParts background) {}

    /** Where copies of sessions are brought up to date. */
    private record Copies(SessionSync sync, SessionFeed feed) {}

    /** Begins with the one port that has no stand-in: the model that answers. */
    public static Builder with(LlmGateway llm) {
        return new Builder(llm);
    }

    /** Sends a message and waits for the answer, watches it, or walks away. */
    public SendMessage sendMessage() {
        return sendMessage;
    }

    /** Answers a question whose history is brought along, and stores nothing. */
    public AnswerOnce answerOnce() {
        return answerOnce;
    }

    /** Makes, reads, changes and deletes assistants. */
    public KeepAssistants assistants() {
        return assistants;
    }

    /** Reads what is stored of sessions. */
    public ReadSession readSession() {
        return readSession;
    }

    /**
     * Makes sessions in which nothing has been said yet.
     *
     * @throws IllegalStateException if sessions are kept in a store without a catalog, as with the other use cases of a
     *                               catalog
     */
    public CreateSession createSession() {
        return cataloged().createSession();
    }

    /** Lists sessions and reads what was said in them. */
    public BrowseSessions browseSessions() {
        return cataloged().browseSessions();
    }

    /** Names sessions, and changes what else is said about them. */
    public ChangeSession changeSession() {
        return cataloged().changeSession();
    }

    /** Deletes sessions. */
    public DeleteSession deleteSession() {
        return cataloged().deleteSession();
    }

    /** Adds messages to sessions without asking a model. */
    public AddMessage addMessage() {
        return cataloged().addMessage();
    }

    /** Keeps copies of sessions the same as what is stored; empty where a store does not. */
    public Optional<SyncSessions> syncSessions() {
        return sync;
    }

    private Sessions cataloged() {
        return sessions
                .orElseThrow(() -> new IllegalStateException("the store of sessions was given without a catalog"));
    }

    /** Reads where a run stands. */
    public ReadRun readRun() {
        return runs;
    }

    /** Watches a run. */
    public WatchRun watchRun() {
        return runs;
    }

    /** Asks for the end of a run. */
    public CancelRun cancelRun() {
        return runs;
    }

    /** Takes documents, and makes them searchable in the background. */
    public AddDocument addDocument() {
        return library.addDocument();
    }

    /** Reads documents and follows their way to being searchable. */
    public ReadDocuments readDocuments() {
        return library.readDocuments();
    }

    /** Deletes documents. */
    public RemoveDocument removeDocument() {
        return library.removeDocument();
    }

    /** Shows what retrieval alone gives. */
    public Retrieve retrieve() {
        return retrieve;
    }

    /** Searches messages and titles; empty where sessions are kept in a store that cannot be searched. */
    public Optional<SearchMessages> searchMessages() {
        return search;
    }

    /** Reads all that an owner has; empty where a store does not tell. */
    public Optional<ReadAccount> readAccount() {
        return account.map(all -> all);
    }

    /** Forgets all that an owner has, and what is old; empty where a store does not. */
    public Optional<EraseAccount> eraseAccount() {
        return account.map(all -> all);
    }

    /** Counts what users use, and tells them. */
    public Quotas quotas() {
        return quotas;
    }

    /**
     * Looks, in the background, for runs and documents that a process which is no more left behind, and takes them over;
     * brings vectors into the space of the embedder, and an operator's files into the store; goes on with what is done in the
     * background, and forgets what is old if that is due. To be called once when a
     * program with a lasting store, or with such files, starts; afterwards it happens by itself now and then. Does not
     * block.
     */
    public void recover() {
        replica.lookAround();
        library.recover();
        background.ifPresent(Background::recover);
    }

    /** Returns how many runs are executed by this process now. */
    public int liveRuns() {
        return replica.liveRuns();
    }

    /** Returns whether new turns are taken; after the beginning of {@link #stop} they are not. */
    public boolean isTakingTurns() {
        return !replica.isStopping();
    }

    /**
     * Ends this process's part in executing runs and in making documents searchable. New turns are refused at once, watchers
     * are told to watch elsewhere, and the runs that are being executed get time to end; those that do not are handed over:
     * another process takes them over at once, or this one when it starts again. So are documents that are worked on, after
     * the step they are at; titles and summaries that are being written are left to others. Blocks until then.
     *
     * @param patience how long at the most, some of it for handing over
     * @return whether all runs ended, so that none had to be handed over
     */
    public boolean stop(Duration patience) {
        replica.beginStopping();
        library.beginStopping();
        background.ifPresent(Background::beginStopping);
        Duration grace = patience.minus(HAND_OVER);
        boolean idle = replica.awaitIdle(grace.isNegative() ? Duration.ZERO : grace);
        if (!idle) {
            replica.handOver();
        }
        library.end(idle ? HAND_OVER : Duration.ZERO);
        background.ifPresent(all -> all.end(HAND_OVER));
        return idle;
    }

    /**
     * Gathers ports. What is not given: sessions and documents are kept in memory, passages are found by their words alone,
     * files are read if they are text in UTF-8, tokens are estimated.
     */
    public static final class Builder {

        private final LlmGateway llm;
        private final Clock clock = Clock.systemUTC();
        private @Nullable SessionStore store;
        private @Nullable RunStore runs;
        private @Nullable SessionCatalog catalog;
        private @Nullable Copies copies;
        private Duration deletionsKept = EraseAccount.DELETIONS_KEPT;
        private @Nullable AssistantStore assistants;
        private @Nullable MessageSearch search;
        private @Nullable AccountStore account;
        private @Nullable QuotaStore quotas;
        private QuotaSettings limits = QuotaSettings.DEFAULT;
        private final List<OwnedData> others = new ArrayList<>();
        private @Nullable ContextRetriever retriever;
        private @Nullable DocumentStore documents;
        private @Nullable IngestionStore ingestion;
        private @Nullable PassageStore passages;
        private @Nullable Embedder embedder;
        private @Nullable KnowledgeSource knowledge;
        private final BackgroundParts background = new BackgroundParts();
        private TextExtractor extractor = new PlainTextExtractor();
        private IngestionSettings library = IngestionSettings.DEFAULT;
        private TokenCounter tokens = new ApproximateTokenCounter();
        private ChatSettings settings = ChatSettings.DEFAULT;
        private RunSettings execution = RunSettings.DEFAULT;

        private Builder(LlmGateway llm) {
            this.llm = Objects.requireNonNull(llm, "llm");
        }

        /** Keeps sessions there, and in the same place what happens to their runs. */
        public Builder store(SessionStore sessions, RunStore theirRuns) {
            this.store = Objects.requireNonNull(sessions, "sessions");
            this.runs = Objects.requireNonNull(theirRuns, "theirRuns");
            return this;
        }

        /** Lists, names and deletes the sessions of that store with this, which is over the same place. */
        public Builder catalog(SessionCatalog ofTheStore) {
            this.catalog = Objects.requireNonNull(ofTheStore, "ofTheStore");
            return this;
        }

        /** Brings copies of the sessions of that store up to date with these, which are over the same place. */
        public Builder copies(SessionSync theirSync, SessionFeed theirFeed) {
            this.copies = new Copies(theirSync, theirFeed);
            return this;
        }

        /** Tells copies of deletions for so long. */
        public Builder deletionsKept(Duration age) {
            this.deletionsKept = Objects.requireNonNull(age, "age");
            return this;
        }

        /** Keeps assistants there: in the same place as sessions, whose turns they answer. */
        public Builder assistants(AssistantStore store) {
            this.assistants = Objects.requireNonNull(store, "store");
            return this;
        }

        /** Searches there, in the same place, what sessions say. */
        public Builder search(MessageSearch theirs) {
            this.search = Objects.requireNonNull(theirs, "theirs");
            return this;
        }

        /** Reads and forgets there, in the same place, what owners have of sessions and documents. */
        public Builder account(AccountStore theirs) {
            this.account = Objects.requireNonNull(theirs, "theirs");
            return this;
        }

        /** Keeps there, in the same place as runs, how much owners use. */
        public Builder quotas(QuotaStore theirs) {
            this.quotas = Objects.requireNonNull(theirs, "theirs");
            return this;
        }

        /** Lets users use no more than this. */
        public Builder limits(QuotaSettings other) {
            this.limits = Objects.requireNonNull(other, "other");
            return this;
        }

        /** Erases that as well when an owner's data is erased. */
        public Builder owned(OwnedData more) {
            others.add(Objects.requireNonNull(more, "more"));
            return this;
        }

        /** Keeps documents there, and in the same place what is done with them and what searches find of them. */
        public Builder documents(DocumentStore store, IngestionStore theirIngestion, PassageStore theirPassages) {
            this.documents = Objects.requireNonNull(store, "store");
            this.ingestion = Objects.requireNonNull(theirIngestion, "theirIngestion");
            this.passages = Objects.requireNonNull(theirPassages, "theirPassages");
            return this;
        }

        /** Reads files with it. */
        public Builder extractor(TextExtractor reader) {
            this.extractor = Objects.requireNonNull(reader, "reader");
            return this;
        }

        /** Has it make the vectors of passages, which a retriever finds them by. */
        public Builder embedder(Embedder model) {
            this.embedder = Objects.requireNonNull(model, "model");
            return this;
        }

        /** Lets everybody read these files; {@link Confab#recover} brings them into the store. */
        public Builder knowledge(KnowledgeSource files) {
            this.knowledge = Objects.requireNonNull(files, "files");
            return this;
        }

        /** Makes documents searchable with these settings. */
        public Builder ingestion(IngestionSettings other) {
            this.library = Objects.requireNonNull(other, "other");
            return this;
        }

        /** Asks there for passages before the model is called. */
        public Builder retriever(ContextRetriever passages) {
            this.retriever = Objects.requireNonNull(passages, "passages");
            return this;
        }

        /** Does this in the background; nothing where nobody says so. */
        public Builder background(BackgroundSettings other) {
            background.settings(other);
            return this;
        }

        /** Keeps what is to be done in the background there. */
        public Builder background(BackgroundWork work) {
            background.work(work);
            return this;
        }

        /** Tells what was done in the background. */
        public Builder background(BackgroundObserver observer) {
            background.observer(observer);
            return this;
        }

        /** Keeps summaries of sessions there: in the same place as these. */
        public Builder summaries(SummaryStore theirs) {
            background.summaries(theirs);
            return this;
        }

        /** Counts tokens with it. */
        public Builder tokens(TokenCounter counter) {
            this.tokens = Objects.requireNonNull(counter, "counter");
            return this;
        }

        /** Uses these settings. */
        public Builder settings(ChatSettings other) {
            this.settings = Objects.requireNonNull(other, "other");
            return this;
        }

        /** Executes runs with these settings. */
        public Builder runs(RunSettings other) {
            this.execution = Objects.requireNonNull(other, "other");
            return this;
        }

        /** Assembles. */
        public Confab build() {
            var ids = new UuidV7Source(clock, new SecureRandom());
            var shelf = new InMemoryDocumentStore(clock);
            DocumentStore kept = documents != null ? documents : shelf;
            PassageStore searched = passages != null ? passages : shelf;
            KnownDocuments known = KnownDocuments.of(kept, searched);
            AssistantStore personas = assistants != null ? assistants : new InMemoryAssistantStore(clock, known);
            var memory = new InMemorySessionStore(clock, known, KnownAssistants.of(personas));
            SessionStore sessions = store != null ? store : memory;
            RunStore theirRuns = runs != null ? runs : memory;
            ContextRetriever finder = retriever != null ? retriever : new InMemoryContextRetriever(searched);
            var shelves = new Library(new IngestionPorts(kept, ingestion != null ? ingestion : shelf, searched,
                    extractor, Optional.ofNullable(embedder), finder, Optional.ofNullable(knowledge), tokens, ids),
                    library);
            var remembered = new RememberingSessions(sessions, shelves, personas, settings.evidence().memory());
            SessionCatalog listed = store != null ? catalog : memory;
            QuotaStore used = quotas != null ? quotas
                    : new InMemoryQuotaStore(clock, theirRuns::findRun, memory::knows);
            background.otherwise(clock, store == null ? memory : null);
            return new Confab(new Ports(remembered, theirRuns, llm, Optional.of(finder), tokens, ids, clock,
                    Thread::sleep),
                    new Kept(Optional.ofNullable(listed), personas,
                            Optional.ofNullable(search != null ? search : store == null ? memory : null),
                            Optional.ofNullable(account != null ? account
                                    : store == null && documents == null ? new InMemoryAccountStore(memory, shelf)
                                            : null),
                            new Quotas(limits, used),
                            Stream.concat(Stream.concat(others.stream(), Stream.of(personas, used)), background.owned())
                                    .toList(),
                            Optional.ofNullable(
                                    copies != null ? copies : store == null ? new Copies(memory, memory) : null),
                            deletionsKept, background),
                    settings, execution, shelves,
                    new Retrieval(finder, settings.evidence().openChat(), settings.evidence().groundedRag()));
        }
    }
}
