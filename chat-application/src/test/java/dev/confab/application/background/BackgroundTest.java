package dev.confab.application.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.EvidenceSettings;
import dev.confab.application.chat.SendMessage.Command;
import dev.confab.application.chat.SendMessage.Result;
import dev.confab.application.memory.InMemoryBackgroundWork;
import dev.confab.application.memory.InMemoryQuotaStore;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.InMemorySummaryStore;
import dev.confab.application.quota.QuotaSettings;
import dev.confab.application.session.DeleteSession;
import dev.confab.application.session.SyncSessions;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.background.Attempt;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.background.SessionTask;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.PriceList;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.Title;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Titles and summaries that come by themselves. */
class BackgroundTest {

    private static final Owner ADA = new Owner("ada");

    private final TalkingModel model = new TalkingModel();
    private final InMemorySessionStore store = new InMemorySessionStore(InstantSource.system());
    private final InMemorySummaryStore summaries = new InMemorySummaryStore(store);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Confab confab = confab(new BackgroundSettings(true, true, Optional.empty()), 4);

    private Confab confab(BackgroundSettings settings, int window) {
        return Confab.with(model)
                .store(store, store)
                .catalog(store)
                .summaries(summaries)
                .settings(new ChatSettings(PlainText.of("Be kind."), window, EvidenceSettings.DEFAULT, 32_000, 200_000,
                        1_000))
                .background(settings)
                .background(new InMemoryBackgroundWork(InstantSource.system(),
                        new Backoff(Duration.ofMillis(2), Duration.ofMillis(4), 3), 2))
                .background(new BackgroundObserver() {
                    @Override
                    public void done(SessionTask task, Attempt attempt, Duration time) {
                        told.add("done " + attempt.number());
                    }

                    @Override
                    public void failed(SessionTask task, Attempt attempt, Duration time, String code, boolean givenUp) {
                        told.add("failed " + attempt.number() + " " + code + " " + givenUp);
                    }
                })
                .build();
    }

    @AfterEach
    void stop() {
        assertTrue(confab.stop(Duration.ofSeconds(20)));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "it did not come to that");
            TimeUnit.MILLISECONDS.sleep(3);
        }
    }

    private SessionId say(Confab to, Command command) {
        return assertInstanceOf(Result.Answered.class, to.sendMessage().send(ADA, command)).run().session();
    }

    private SessionEntry entry(SessionId session) {
        return store.find(ADA, session).orElseThrow();
    }

    private Optional<String> title(SessionId session) {
        return entry(session).title().map(Title::text).map(PlainText::value);
    }

    private void awaitTitle(SessionId session, String title) throws InterruptedException {
        await(() -> title(session).isPresent());
        assertEquals(Optional.of(title), title(session));
    }

    @Test
    void firstAnswer_getsATitleFromTheModel_andTheSessionTellsThatItChanged() throws Exception {
        SessionId session = say(confab, Command.of("What is a servo?"));

        awaitTitle(session, "A title");
        assertEquals(1, entry(session).revision());
        String asked = model.titles.getFirst().prompt().entries().getFirst().text().value();
        assertTrue(asked.contains("What is a servo?") && asked.contains("yes"), asked);
        assertEquals(0.0, model.titles.getFirst().options().temperature().orElseThrow());
        assertTrue(model.titles.getFirst().options().answerTokens().orElseThrow() < 100);

        say(confab, Command.of("More?").in(session));
        say(confab, Command.of("About this?").about("A text."));
        await(() -> model.titles.size() == 2);
        await(() -> told.size() == 2);
    }

    @Test
    void marksOfDeletions_areForgotten_alsoWhereNothingElseIsDone() throws Exception {
        Confab forgetting = Confab.with(model)
                .deletionsKept(Duration.ofNanos(1))
                .background(BackgroundSettings.NONE)
                .build();
        try {
            SessionId session = say(forgetting, Command.of("What is a servo?"));
            SyncSessions sync = forgetting.syncSessions().orElseThrow();
            var before = assertInstanceOf(SessionNews.Changes.class, sync.changes(ADA, Optional.empty(), 10));
            assertEquals(DeleteSession.Result.DELETED,
                    forgetting.deleteSession().delete(ADA, new DeleteSession.Command(session, Optional.empty())));

            forgetting.recover();

            await(() -> sync.changes(ADA, Optional.of(before.next()), 10) instanceof SessionNews.TooOld);
        } finally {
            assertTrue(forgetting.stop(Duration.ofSeconds(20)));
        }
    }

    @Test
    void title_whoseModelTellsWhatItUsed_isChargedToTheOwner() throws Exception {
        var quotas = new InMemoryQuotaStore(InstantSource.system(), store::findRun, store::knows);
        model.title = call -> List.of(new ReplyEvent.Delta(PlainText.of("A title")),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(70, 5))));
        Confab limited = Confab.with(model)
                .store(store, store)
                .catalog(store)
                .quotas(quotas)
                .limits(new QuotaSettings(Limits.of(Map.of(Limit.TOKENS_PER_DAY, 1_000_000L)), PriceList.NONE))
                .background(new BackgroundSettings(true, false, Optional.empty()))
                .build();
        try {
            awaitTitle(say(limited, Command.of("What is a servo?")), "A title");
            await(() -> quotas.read(ADA).held(Limit.TOKENS_PER_DAY) == 0);
            long turn = quotas.read(ADA).settled(Limit.TOKENS_PER_DAY);
            assertTrue(turn > 75);

            model.title = call -> List.of(new ReplyEvent.Delta(PlainText.of("A title")),
                    new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(1_070, 5))));
            awaitTitle(say(limited, Command.of("What is a servo?")), "A title");

            await(() -> quotas.read(ADA).settled(Limit.TOKENS_PER_DAY) == 2 * turn + 1_000);
        } finally {
            assertTrue(limited.stop(Duration.ofSeconds(20)));
        }
    }

    @Test
    void title_whenTheModelIsAwayForAWhile_comesLater_andFromTheQuestionWhenItStaysAway() throws Exception {
        model.title = call -> model.titles.size() < 3
                ? TalkingModel.failing(new LlmFault.Unavailable("away", Optional.empty(), null))
                : TalkingModel.saying("Late title");
        awaitTitle(say(confab, Command.of("What is a servo?")), "Late title");
        assertEquals(List.of("failed 1 model_unavailable false", "failed 2 model_unavailable false"),
                told.subList(0, 2));

        model.title = call -> TalkingModel.failing(new LlmFault.Unavailable("away", Optional.empty(), null));
        awaitTitle(say(confab, Command.of("What is a servo?")), "What is a servo?");
        model.title = call -> TalkingModel.failing(new LlmFault.Refused("no", null));
        awaitTitle(say(confab, Command.of("What is a gear?")), "What is a gear?");
        model.title = call -> TalkingModel.saying("***");
        awaitTitle(say(confab, Command.of("What is a cam?")), "What is a cam?");
    }

    @Test
    void title_withTheOfflineModel_isFromTheQuestion_andNothingIsSummarised() throws Exception {
        model.profile = new ModelProfile(ModelProfile.OFFLINE, "quotes", 8_192, 1_024);
        Confab offline = confab(new BackgroundSettings(true, true, Optional.empty()), 2);
        SessionId session = say(offline, Command.of("What is a servo?"));

        awaitTitle(session, "What is a servo?");
        for (int turn = 0; turn < 5; turn++) {
            say(offline, Command.of("More?").in(session));
        }
        assertTrue(offline.stop(Duration.ofSeconds(20)));
        assertEquals(List.of(), model.titles);
        assertEquals(List.of(), model.summaries);
    }

    @Test
    void title_thatAPersonGivesMeanwhile_stays_andOneTakenAwayIsNotGivenAgain() throws Exception {
        model.title = call -> {
            SessionEntry entry = store.find(ADA, call.session()).orElseThrow();
            SessionAttributes before = entry.attributes();
            store.change(ADA, call.session(), entry.revision(), new SessionAttributes(
                    Optional.of(new Title(PlainText.of("Mine"))), before.mode(), before.scope(), before.metadata()));
            return TalkingModel.saying("A title");
        };
        SessionId session = say(confab, Command.of("What is a servo?"));
        await(() -> told.contains("done 1"));
        assertEquals(Optional.of("Mine"), title(session));

        SessionEntry entry = entry(session);
        SessionAttributes named = entry.attributes();
        store.change(ADA, session, entry.revision(),
                new SessionAttributes(Optional.empty(), named.mode(), named.scope(), named.metadata()));
        say(confab, Command.of("More?").in(session));
        assertTrue(confab.stop(Duration.ofSeconds(20)));
        assertEquals(Optional.empty(), title(session));
        assertEquals(1, model.titles.size());
    }

    @Test
    void title_whenSomethingElseOfTheSessionChangesMeanwhile_isGivenNevertheless() throws Exception {
        model.title = call -> {
            SessionEntry entry = store.find(ADA, call.session()).orElseThrow();
            store.change(ADA, call.session(), entry.revision(), entry.attributes());
            return TalkingModel.saying("A title");
        };
        SessionId session = say(confab, Command.of("What is a servo?"));

        awaitTitle(session, "A title");
        assertEquals(2, entry(session).revision());
        assertEquals(1, model.titles.size());
    }

    @Test
    void title_thatWasNeverScheduled_isNoticedByTheNextTurn() throws Exception {
        Confab without = confab(BackgroundSettings.NONE, 4);
        SessionId session = say(without, Command.of("What is a servo?"));
        assertEquals(Optional.empty(), title(session));

        say(confab, Command.of("More?").in(session));

        awaitTitle(session, "A title");
        assertTrue(model.titles.getFirst().prompt().entries().getFirst().text().value().contains("What is a servo?"));
    }

    @Test
    void deletedSession_getsNothing() throws Exception {
        model.title = call -> {
            store.delete(ADA, call.session(), Optional.empty());
            return TalkingModel.saying("A title");
        };
        SessionId session = say(confab, Command.of("What is a servo?"));

        await(() -> told.contains("done 1"));
        assertEquals(Optional.empty(), store.find(ADA, session));
    }

    @Test
    void longSession_isSummarised_andTheNextPromptHasTheSummaryAndAllBehindIt() throws Exception {
        SessionId session = say(confab, Command.of("question 1"));
        say(confab, Command.of("question 2").in(session));
        assertEquals(Optional.empty(), summaries.find(ADA, session));
        say(confab, Command.of("question 3").in(session));
        await(() -> summaries.find(ADA, session).isPresent());
        assertEquals(2, summaries.find(ADA, session).orElseThrow().seq());
        String asked = model.summaries.getFirst().prompt().entries().getFirst().text().value();
        assertTrue(asked.contains("User: question 1\n\nAssistant: yes") && !asked.contains("question 2"), asked);

        say(confab, Command.of("question 4").in(session));

        var prompt = model.chats.getLast().prompt();
        assertEquals(OptionalLong.of(2), prompt.summarized());
        assertEquals(List.of(3L, 4L, 5L, 6L, 7L), prompt.positions());
        assertTrue(prompt.entries().getFirst().text().value().contains("summary 1"));
        await(() -> summaries.find(ADA, session).orElseThrow().revision() == 2);
        String second = model.summaries.getLast().prompt().entries().getFirst().text().value();
        assertTrue(second.contains("summary 1") && second.contains("question 2") && !second.contains("question 1"),
                second);
        assertEquals(8, store.findSession(ADA, session).orElseThrow().lastSeq());
    }

    @Test
    void summary_thatFails_isGivenUp_andMadeByALaterTurn() throws Exception {
        model.summary = call -> TalkingModel.failing(new LlmFault.Misconfigured("no such model", null));
        SessionId session = say(confab, Command.of("question 1"));
        for (int turn = 2; turn <= 3; turn++) {
            say(confab, Command.of("question " + turn).in(session));
        }
        await(() -> told.contains("failed 1 model_misconfigured true"));

        model.summary = call -> TalkingModel.saying("They met.");
        await(() -> {
            say(confab, Command.of("more").in(session));
            return summaries.find(ADA, session).isPresent();
        });
    }

    @Test
    void nothingIsDone_thatIsSwitchedOff_andASummaryThatIsThereIsNotUsed() throws Exception {
        SessionId session = say(confab, Command.of("question 1"));
        for (int turn = 2; turn <= 3; turn++) {
            say(confab, Command.of("question " + turn).in(session));
        }
        await(() -> summaries.find(ADA, session).isPresent() && title(session).isPresent());
        assertTrue(confab.stop(Duration.ofSeconds(20)));
        int asked = model.summaries.size();

        Confab without = confab(new BackgroundSettings(false, false, Optional.of(Duration.ofDays(1))), 4);
        for (int turn = 4; turn <= 6; turn++) {
            say(without, Command.of("question " + turn).in(session));
        }
        SessionId other = say(without, Command.of("What is a servo?"));
        assertTrue(without.stop(Duration.ofSeconds(20)));

        assertEquals(asked, model.summaries.size());
        assertFalse(title(other).isPresent());
        assertEquals(OptionalLong.empty(), model.chats.get(5).prompt().summarized());
        assertEquals(List.of(7L, 8L, 9L, 10L, 11L), model.chats.get(5).prompt().positions());
    }
}
