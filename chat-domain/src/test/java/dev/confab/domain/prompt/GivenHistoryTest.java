package dev.confab.domain.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.GivenHistory.Entry;
import dev.confab.domain.prompt.GivenHistory.Speaker;
import dev.confab.domain.retrieval.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GivenHistoryTest {

    private static final UuidV7Source IDS = new UuidV7Source(InstantSource.system(), new Random(5));
    private static final TokenCounter WORDS = text -> text.isBlank() ? 0 : text.value().strip().split("\\s+").length;

    private final SessionId session = new SessionId(UUID.randomUUID());
    private final RunId run = new RunId(UUID.randomUUID());

    @Test
    void window_ofTurns_isWhatWasSaid() {
        assertEquals(List.of("user: q1", "assistant: a1", "user: q2", "assistant: a2", "user: now"),
                prompt(10, "user: q1", "assistant: a1", "user: q2", "assistant: a2"));
        assertEquals(List.of("user: now"), prompt(10));
    }

    @Test
    void window_ofWhatOneSideSaysTwice_hasItOnce() {
        assertEquals(List.of("user: q1\n\nq2", "assistant: a1\n\na2\n\na3", "user: q3\n\nnow"),
                prompt(10, "user: q1", "user: q2", "assistant: a1", "assistant: a2", "assistant: a3", "user: q3"));
    }

    @Test
    void window_thatTheAssistantBegins_beginsWithTheUserInThePrompt() {
        assertEquals(List.of("user: q1", "assistant: a1", "user: now"),
                prompt(10, "assistant: hello", "user: q1", "assistant: a1"));
        assertEquals(List.of("user: now"), prompt(10, "assistant: hello"));
    }

    @Test
    void window_thatIsTooLong_keepsTheNewest() {
        assertEquals(List.of("user: q2", "assistant: a2", "user: now"),
                prompt(2, "user: q1", "assistant: a1", "user: q2", "assistant: a2"));
    }

    @Test
    void system_isWhatItSays_andNoPartOfTheWindow() {
        GivenHistory history = history("system: Be kind.", "system: Be short.", "user: q1", "assistant: a1");

        assertEquals("Be kind.\n\nBe short.", history.system().value());
        assertEquals(2, history.window(session, run, IDS, Instant.EPOCH).size());
        assertEquals("", history("user: q1").system().value());
    }

    @Test
    void histories_thatAreNone_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> history("user: q1", "system: Be kind."));
        assertThrows(IllegalArgumentException.class, () -> new Entry(Speaker.USER, PlainText.of(" ")));
        Entry one = new Entry(Speaker.USER, PlainText.of("x"));
        assertEquals(GivenHistory.MAX_ENTRIES,
                new GivenHistory(Collections.nCopies(GivenHistory.MAX_ENTRIES, one)).said().size());
        assertThrows(IllegalArgumentException.class,
                () -> new GivenHistory(Collections.nCopies(GivenHistory.MAX_ENTRIES + 1, one)));
        Entry half = new Entry(Speaker.USER, PlainText.of("x".repeat(GivenHistory.MAX_LENGTH / 2)));
        assertEquals(2, new GivenHistory(List.of(half, half)).said().size());
        assertThrows(IllegalArgumentException.class, () -> new GivenHistory(List.of(half, half, one)));
    }

    private static GivenHistory history(String... lines) {
        return new GivenHistory(Stream.of(lines).map(line -> {
            String[] parts = line.split(": ", 2);
            return new Entry(Speaker.valueOf(parts[0].toUpperCase(Locale.ROOT)), PlainText.of(parts[1]));
        }).toList());
    }

    private List<String> prompt(int messages, String... lines) {
        List<Message> window = history(lines).window(session, run, IDS, Instant.EPOCH);
        long seq = window.isEmpty() ? 1 : window.getLast().seq() + 1;
        var question = new Message(new MessageId(UUID.randomUUID()), session, seq, seq, Role.USER, PlainText.of("now"),
                MessageStatus.COMPLETE, List.of(), run, Instant.EPOCH);
        return new PromptComposer(PlainText.of("Be."), new PromptBudget(1_000, messages, 100), WORDS, IDS)
                .compose(question, new Grounding.Open(Scope.ALL), window, List.of())
                .entries()
                .stream()
                .map(entry -> entry.role().name().toLowerCase(Locale.ROOT) + ": " + entry.text().value())
                .toList();
    }
}
