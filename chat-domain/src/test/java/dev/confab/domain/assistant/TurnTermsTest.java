package dev.confab.domain.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionMode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnTermsTest {

    private static final Scope TURNS = scope();
    private static final Scope NAMED = scope();
    private static final Scope SESSIONS = scope();
    private static final Scope BORROWED = scope();
    private static final TurnTerms.Say NOTHING = new TurnTerms.Say(Optional.empty(), Optional.empty());

    @Test
    void of_whenNobodySaysAnything_isAnOpenChatAboutEverything() {
        assertEquals(new TurnTerms(SessionMode.OPEN_CHAT, Scope.ALL, Optional.empty()),
                TurnTerms.of(NOTHING, Optional.empty(), SessionMode.OPEN_CHAT, Scope.ALL, Optional.empty()));
    }

    @Test
    void of_takesTheFirstWhoSaysSomething() {
        Optional<Assistant> named = assistant(SessionMode.GROUNDED_RAG, NAMED);
        Optional<Assistant> borrowed = assistant(SessionMode.GROUNDED_RAG, BORROWED);
        var turn = new TurnTerms.Say(Optional.of(SessionMode.OPEN_CHAT), Optional.of(TURNS));

        says(SessionMode.OPEN_CHAT, TURNS, named,
                TurnTerms.of(turn, named, SessionMode.GROUNDED_RAG, SESSIONS, borrowed));
        says(SessionMode.GROUNDED_RAG, NAMED, named,
                TurnTerms.of(NOTHING, named, SessionMode.OPEN_CHAT, SESSIONS, borrowed));
        says(SessionMode.GROUNDED_RAG, SESSIONS, borrowed,
                TurnTerms.of(NOTHING, Optional.empty(), SessionMode.GROUNDED_RAG, SESSIONS, borrowed));
        says(SessionMode.GROUNDED_RAG, BORROWED, borrowed,
                TurnTerms.of(NOTHING, Optional.empty(), SessionMode.OPEN_CHAT, Scope.ALL, borrowed));
        says(SessionMode.OPEN_CHAT, TURNS, borrowed,
                TurnTerms.of(turn, Optional.empty(), SessionMode.GROUNDED_RAG, SESSIONS, borrowed));
    }

    @Test
    void of_anAssistantThatLeavesItOpen_leavesItToTheSession_andNotToTheSessionsAssistant() {
        Optional<Assistant> silent = assistant(null, null);
        Optional<Assistant> borrowed = assistant(SessionMode.GROUNDED_RAG, BORROWED);

        says(SessionMode.GROUNDED_RAG, SESSIONS, silent,
                TurnTerms.of(NOTHING, silent, SessionMode.GROUNDED_RAG, SESSIONS, borrowed));
        says(SessionMode.OPEN_CHAT, Scope.ALL, silent,
                TurnTerms.of(NOTHING, silent, SessionMode.OPEN_CHAT, Scope.ALL, borrowed));
    }

    @Test
    void of_everything_saysMoreThanNothing() {
        Optional<Assistant> everything = assistant(SessionMode.OPEN_CHAT, Scope.ALL);

        says(SessionMode.OPEN_CHAT, Scope.ALL, everything,
                TurnTerms.of(NOTHING, everything, SessionMode.GROUNDED_RAG, SESSIONS, Optional.empty()));
    }

    @Test
    void profile_withOptions_keepsHalfOfTheContextForThePrompt() {
        var profile = new ModelProfile("p", "m", 1_000, 100);

        assertEquals(new ModelProfile("p", "other", 1_000, 100), profile.with(options("other", OptionalInt.empty())));
        assertEquals(new ModelProfile("p", "other", 1_000, 400), profile.with(options("other", OptionalInt.of(400))));
        assertEquals(new ModelProfile("p", "other", 1_000, 500), profile.with(options("other", OptionalInt.of(900))));
        assertEquals(OptionalInt.of(500), options("other", OptionalInt.of(900)).within(1_000).answerTokens());
        assertEquals(profile, profile.with(ModelOptions.DEFAULT));
    }

    @Test
    void drafts_beyondTheirLimits_areNone() {
        var good = AssistantDraft.of("n".repeat(AssistantDraft.MAX_NAME), "i".repeat(AssistantDraft.MAX_INSTRUCTIONS));
        assertEquals(AssistantDraft.MAX_NAME, good.name().length());
        for (String wrong : new String[] { "", " ", "n".repeat(AssistantDraft.MAX_NAME + 1) }) {
            assertThrows(IllegalArgumentException.class, () -> AssistantDraft.of(wrong, "Be."));
        }
        for (String wrong : new String[] { "", "\n", "i".repeat(AssistantDraft.MAX_INSTRUCTIONS + 1) }) {
            assertThrows(IllegalArgumentException.class, () -> AssistantDraft.of("n", wrong));
        }
        for (String wrong : new String[] { "", " ", "a\nb", "m".repeat(ModelOptions.MAX_NAME + 1) }) {
            assertThrows(IllegalArgumentException.class, () -> options(wrong, OptionalInt.empty()));
        }
        for (double wrong : new double[] { -0.1, 2.01, Double.NaN, Double.POSITIVE_INFINITY }) {
            assertThrows(IllegalArgumentException.class, () -> new ModelOptions(Optional.empty(),
                    OptionalDouble.of(wrong), OptionalInt.empty()));
        }
        for (int wrong : new int[] { 0, -1, ModelOptions.MAX_ANSWER_TOKENS + 1 }) {
            assertThrows(IllegalArgumentException.class, () -> options("m", OptionalInt.of(wrong)));
        }
    }

    private static ModelOptions options(String model, OptionalInt tokens) {
        return new ModelOptions(Optional.of(model), OptionalDouble.empty(), tokens);
    }

    private static void says(SessionMode mode, Scope scope, Optional<Assistant> assistant, TurnTerms terms) {
        assertEquals(new TurnTerms(mode, scope, assistant.map(Assistant::persona)), terms);
    }

    private static Optional<Assistant> assistant(@Nullable SessionMode mode,
            @Nullable Scope scope) {
        var draft = new AssistantDraft(PlainText.of("n"), Optional.empty(), PlainText.of("i"), ModelOptions.DEFAULT,
                OptionalInt.empty(), Optional.ofNullable(scope), Optional.ofNullable(mode), Optional.empty(),
                Metadata.NONE);
        return Optional.of(new Assistant(new AssistantId(UUID.randomUUID()), draft, 1, Instant.EPOCH, Instant.EPOCH));
    }

    private static Scope scope() {
        return Scope.of(Set.of(new DocumentId(UUID.randomUUID())));
    }
}
