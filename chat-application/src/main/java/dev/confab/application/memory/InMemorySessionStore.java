package dev.confab.application.memory;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.Persona;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunCommand;
import dev.confab.domain.run.RunEffect;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunRules;
import dev.confab.domain.run.RunState;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SessionVersion;
import dev.confab.domain.session.SyncOutcome;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Keeps sessions and runs in memory for as long as it lives. Each method is one step under one lock. */
public final class InMemorySessionStore implements SessionStore, RunStore, SessionCatalog, SessionFeed, SessionSync,
        MessageSearch {

    private final InstantSource clock;
    private final RunRules rules;
    private final KnownDocuments documents;
    private final KnownAssistants assistants;
    private final ReentrantLock lock = new ReentrantLock();
    private final Shelf shelf = new Shelf();
    private final RunEnds ends;
    private final Openings openings;
    private final Catalog catalog;
    private final Syncing syncing;

    /** @param clock tells when things are stored and until when leases last */
    public InMemorySessionStore(InstantSource clock) {
        this(clock, KnownDocuments.NONE);
    }

    /** @param documents the documents that turns may name and that are searched for them */
    public InMemorySessionStore(InstantSource clock, KnownDocuments documents) {
        this(clock, documents, KnownAssistants.NONE);
    }

    /**
     * @param documents  the documents that turns may name and that are searched for them
     * @param assistants the assistants that turns may name
     */
    public InMemorySessionStore(InstantSource clock, KnownDocuments documents, KnownAssistants assistants) {
        this(clock, new UuidV7Source(clock, new SecureRandom()), RunState::step, documents, assistants);
    }

    /** @param ids the identities of messages that the store makes by itself */
    InMemorySessionStore(InstantSource clock, IdSource ids, RunRules rules, KnownDocuments documents,
            KnownAssistants assistants) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.rules = rules;
        this.documents = Objects.requireNonNull(documents, "documents");
        this.assistants = Objects.requireNonNull(assistants, "assistants");
        this.ends = new RunEnds(shelf, rules, ids);
        this.openings = new Openings(shelf, ends, ids, documents, assistants);
        this.catalog = new Catalog(shelf, ends, documents, assistants);
        this.syncing = new Syncing(shelf, catalog);
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        Objects.requireNonNull(owner, "owner");
        return locked(now -> openings.open(owner, turn, now));
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        return locked(now -> shelf.run(owner, end.run())
                .filter(run -> run.session().id().equals(end.session()))
                .map(run -> ends.close(run, end, now))
                .orElseGet(() -> new TurnClosing.Superseded(Optional.empty())));
    }

    @Override
    public Optional<TurnOpening.Opened> readTurn(Owner owner, Execution execution, int window) {
        NewTurn.requireWindow(window);
        return locked(now -> shelf.run(owner, execution.run())
                .filter(run -> run.state().isExecutedBy(execution.attempt()))
                .map(run -> opened(owner, run, execution.attempt(), window)));
    }

    private TurnOpening.Opened opened(Owner owner, StoredRun run, int attempt, int window) {
        SessionLog log = run.session();
        Optional<Persona> persona = run.terms().persona().flatMap(first -> assistants.persona(owner, first.from()));
        return new TurnOpening.Opened(log.session(), log.question(run.askSeq()),
                log.window(run.askSeq(), NewTurn.window(window, run.hasSelectedText(), persona)), run.terms().mode(),
                run.terms().scope(), persona, documents.latest(owner), attempt, List.of(),
                log.summaryFor(run.askSeq()), log.isNameless(run.askSeq()));
    }

    /** Returns whether a turn of this owner was acknowledged under this key, whatever it asked. */
    public boolean knows(Owner owner, IdempotencyKey key) {
        return locked(now -> shelf.repeated(owner, key).isPresent());
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        return locked(now -> shelf.session(owner, session).map(SessionLog::session));
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        SessionStore.requirePage(afterSeq, limit);
        return locked(now -> shelf.session(owner, session).map(log -> log.after(afterSeq, limit)).orElse(List.of()));
    }

    @Override
    public SearchPage search(Owner owner, SearchQuery query) {
        Objects.requireNonNull(owner, "owner");
        return locked(now -> WrittenTexts.search(shelf.sessions(owner), query));
    }

    /** Gives a session a title. */
    void entitle(Owner owner, SessionId session, PlainText title) {
        locked(now -> {
            shelf.session(owner, session).orElseThrow().entitle(title);
            return title;
        });
    }

    @Override
    public Optional<Run> findRun(Owner owner, RunId run) {
        return locked(now -> shelf.run(owner, run).map(StoredRun::run));
    }

    @Override
    public List<RunProgress> read(List<RunWatch> watches) {
        return locked(now -> watches.stream()
                .flatMap(watch -> shelf.run(watch.owner(), watch.run())
                        .map(run -> run.progress(watch.after(), now))
                        .stream())
                .toList());
    }

    @Override
    public Optional<RunProgress> follow(Owner owner, RunId run) {
        return locked(now -> shelf.run(owner, run).map(found -> {
            ends.say(found, new RunCommand.Follow(), now);
            return found.progressWithoutText(now);
        }));
    }

    @Override
    public Optional<RunProgress> cancel(Owner owner, RunId run) {
        return locked(now -> shelf.run(owner, run).map(found -> {
            ends.say(found, new RunCommand.AskCancel(), now);
            return found.progress(0, now);
        }));
    }

    @Override
    public List<Pulse> heartbeat(Hold hold, List<Execution> executions) {
        return locked(now -> {
            var pulses = new ArrayList<Pulse>(executions.size());
            for (Execution execution : executions) {
                shelf.run(execution.run())
                        .filter(run -> ends.say(run, new RunCommand.Heartbeat(execution.attempt(), hold.lease()),
                                now) == RunEffect.DONE)
                        .map(run -> new Pulse(run.id(), run.state().cancelAsked(), run.state().followed()))
                        .ifPresent(pulses::add);
            }
            return List.copyOf(pulses);
        });
    }

    @Override
    public void release(Hold hold, List<Execution> executions) {
        locked(now -> {
            for (Execution execution : executions) {
                shelf.run(execution.run())
                        .ifPresent(run -> ends.say(run, new RunCommand.Release(execution.attempt()), now));
            }
            return executions;
        });
    }

    @Override
    public TextLogging append(Hold hold, List<TextPiece> pieces) {
        return locked(now -> {
            Set<RunId> lost = new HashSet<>();
            Set<RunId> gaps = new HashSet<>();
            Set<RunId> cancelAsked = new HashSet<>();
            for (TextPiece piece : pieces) {
                RunId id = piece.execution().run();
                Optional<StoredRun> run = shelf.run(id);
                switch (run.map(found -> found.append(rules, piece, now)).orElse(RunEffect.NOT_YOURS)) {
                    case DONE, NOTHING -> {}
                    case GAP -> gaps.add(id);
                    case NOT_YOURS, ENDED, GIVEN -> lost.add(id);
                }
                if (!lost.contains(id) && run.filter(found -> found.state().cancelAsked()).isPresent()) {
                    cancelAsked.add(id);
                }
            }
            return new TextLogging(lost, gaps, cancelAsked);
        });
    }

    @Override
    public List<Claim> claim(Hold hold, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        return locked(now -> {
            var claims = new ArrayList<Claim>();
            for (SessionLog session : shelf.busy()) {
                if (claims.size() < limit) {
                    ends.next(session, hold, now).ifPresent(claims::add);
                }
            }
            return List.copyOf(claims);
        });
    }

    @Override
    public SessionCreating create(Owner owner, NewSession session) {
        Objects.requireNonNull(owner, "owner");
        return locked(now -> catalog.create(owner, session, now));
    }

    @Override
    public Optional<SessionEntry> find(Owner owner, SessionId session) {
        return locked(now -> shelf.session(owner, session).map(SessionLog::entry));
    }

    @Override
    public SessionListing list(Owner owner, SessionFilter filter, SessionOrder order, Optional<SessionCursor> after,
            int limit) {
        SessionCatalog.requirePage(limit);
        return locked(now -> catalog.list(owner, filter, order, after, limit));
    }

    @Override
    public SessionChanging change(Owner owner, SessionId session, long expected, SessionAttributes attributes) {
        return locked(now -> catalog.change(owner, session, expected, attributes));
    }

    @Override
    public SessionDeleting delete(Owner owner, SessionId session, Optional<SessionVersion> expected) {
        return locked(now -> catalog.delete(owner, session, expected, now));
    }

    @Override
    public Optional<List<Message>> readMessages(Owner owner, SessionId session, MessagePage page) {
        return locked(now -> shelf.session(owner, session).map(log -> switch (page.direction()) {
            case AFTER -> log.after(page.seq(), page.limit());
            case BEFORE -> log.before(page.seq(), page.limit());
        }));
    }

    @Override
    public MessageAdding addMessage(Owner owner, SessionId session, NewMessage message) {
        return locked(now -> catalog.add(owner, session, message, now));
    }

    @Override
    public SessionNews read(Owner owner, Optional<SessionCursor> since, int limit) {
        SessionFeed.requireLimit(limit);
        return locked(now -> catalog.feed().read(owner, since, limit));
    }

    @Override
    public Optional<SessionCursor> forgetDeletions(Instant before, int limit) {
        return locked(now -> catalog.feed().forget(before, limit));
    }

    @Override
    public List<SyncOutcome> apply(Owner owner, List<OfflineChange> changes) {
        Objects.requireNonNull(owner, "owner");
        SessionSync.requireSize(changes);
        return locked(now -> changes.stream().map(change -> syncing.apply(owner, change, now)).toList());
    }

    /** Forgets the logged text of all runs, as a store does that keeps it in volatile memory and crashes. */
    public void loseText() {
        locked(now -> {
            var lost = shelf.busy();
            for (SessionLog session : lost) {
                for (StoredRun run : session.unended()) {
                    ends.say(run, new RunCommand.LoseText(), now);
                    run.loseText();
                }
            }
            return lost;
        });
    }

    /** Does something with all that there is, as one step. */
    <T> T with(BiFunction<Shelf, Instant, T> step) {
        return locked(now -> step.apply(shelf, now));
    }

    /** Deletes a session, as part of a step; returns how many runs it had. */
    int forget(Owner owner, SessionLog session, Instant now) {
        return catalog.forget(owner, session, now);
    }

    private <T> T locked(Function<Instant, T> step) {
        lock.lock();
        try {
            return step.apply(clock.instant());
        } finally {
            lock.unlock();
        }
    }
}
