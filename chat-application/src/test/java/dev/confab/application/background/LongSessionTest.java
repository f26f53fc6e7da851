package dev.confab.application.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.InMemorySummaryStore;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is said in a session, and however it goes: its prompts tell all of it, each thing once. */
class LongSessionTest {

    private static final Owner ADA = new Owner("ada");
    private static final int TURNS = 60;

    private final UuidV7Source ids = new UuidV7Source(InstantSource.system(), new Random(3));
    private final InMemorySessionStore store = new InMemorySessionStore(InstantSource.system());
    private final InMemorySummaryStore summaries = new InMemorySummaryStore(store);
    private final TalkingModel model = new TalkingModel();
    private final SummarizeSession summarize = new SummarizeSession(store, summaries, new QuietCalls(model),
            text -> text.value().length() / 4, ids);

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
    void prompts_ofALongSession_areSummaryAndWindow_withoutGapOrDouble(long seed) {
        var random = new Random(seed);
        int window = 2 + random.nextInt(11);
        var composer = new PromptComposer(PlainText.of("Be kind."), new PromptBudget(1_000_000, window, 100),
                text -> text.value().length() / 4, ids);
        Optional<SessionId> session = Optional.empty();
        int summarized = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            boolean again = turn > 0 && random.nextInt(8) == 0;
            Ask ask = Ask.asking("question " + turn).seeing(window);
            Ask placed = session.map(ask::in).orElse(ask);
            NewTurn asked = (again ? placed.again() : placed).turn();
            var opened = (TurnOpening.Opened) store.openTurn(ADA, asked);
            session = Optional.of(opened.session().id());
            Prompt prompt = composer.compose(opened.question(), new Grounding.Open(Scope.ALL), opened.window(),
                    opened.summary(), List.of());
            check(prompt, opened, "seed " + seed + ", window " + window + ", turn " + turn);
            summarized += prompt.summarized().isPresent() ? 1 : 0;
            boolean fails = random.nextInt(8) == 0;
            close(asked.run(), opened, prompt, fails ? TurnFixtures.failed() : TurnFixtures.completed("answer " + turn),
                    window);
            if (random.nextInt(20) == 0) {
                // Somebody deletes a message: what tells of it is dropped, and made anew.
                summaries.drop(ADA, opened.session().id(), 1);
                summarize.summarize(ADA, opened.session().id(),
                        store.findSession(ADA, opened.session().id()).orElseThrow().lastSeq() - window);
            }
        }
        assertTrue(summarized > TURNS / 3, () -> "summaries were used");
        assertTrue(model.summaries.size() < TURNS, () -> model.summaries.size() + " calls");
    }

    private void close(RunId run, TurnOpening.Opened opened, Prompt prompt, RunOutcome outcome, int window) {
        Receipt some = TurnFixtures.receipt(prompt.positions());
        var receipt = new Receipt(some.provider(), some.model(), some.assistant(), prompt.positions(), prompt.leftOut(),
                prompt.summarized(), List.of(), 0, false, false, false, 1, Duration.ZERO, Optional.empty(),
                Duration.ZERO, Optional.empty(), false);
        TurnEnd end = TurnFixtures.end(opened, outcome);
        var closed = (TurnClosing.Closed) store.closeTurn(ADA, new TurnEnd(end.session(), run, end.attempt(),
                end.answer(), end.outcome(), receipt, end.hold()));
        OptionalLong target = Outgrown.upTo(opened, receipt, window,
                closed.answer().map(Message::seq).orElse(opened.session().lastSeq()));
        target.ifPresent(seq -> summarize.summarize(ADA, opened.session().id(), seq));
    }

    private void check(Prompt prompt, TurnOpening.Opened opened, String when) {
        long told = prompt.summarized().orElse(0);
        Set<Long> sent = new HashSet<>(prompt.positions());
        assertEquals(sent.size(), prompt.positions().size(), () -> "twice, " + when);
        assertTrue(sent.stream().allMatch(seq -> seq > told), () -> "told and sent, " + when);
        Map<Long, Long> latest = new HashMap<>();
        List<Message> log = store.readMessages(ADA, opened.session().id(), 0, 1_000);
        log.stream()
                .filter(message -> message.role() == Role.ASSISTANT)
                .forEach(answer -> latest.merge(answer.turn(), answer.seq(), Math::max));
        for (Message message : log) {
            boolean counts = message.turn() < opened.question().seq()
                    && (message.role() == Role.USER || Objects.equals(latest.get(message.turn()), message.seq()));
            assertTrue(!counts || message.seq() <= told || sent.contains(message.seq()),
                    () -> message.seq() + " is missing, " + when + ", told " + told + ", sent " + prompt.positions());
        }
        assertTrue(sent.size() <= 1 + 2 * Math.max(8, 13), () -> "many, " + when);
    }
}
