package dev.confab.openai.offline;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Passage;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.retrieval.Scope;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Prompts and answers for tests of the built-in model. */
final class OfflineFixtures {

    private static final PlainText INSTRUCTIONS = PlainText.of("You are a helpful assistant.");

    private OfflineFixtures() {}

    static Prompt about(String selectedText, String question) {
        return prompt(new Grounding.SelectedText(PlainText.of(selectedText)), List.of(), question,
                List.of("Selected text:\n\"\"\"\n" + selectedText + "\n\"\"\"\n\nQuestion: " + question));
    }

    static Prompt from(List<String> passages, String question) {
        return prompt(new Grounding.Documents(Scope.ALL), passages(passages), question,
                List.of("Passages: ...\n\nQuestion: " + question));
    }

    /** @param said what was said before, user and assistant by turns, the user first */
    static Prompt in(List<String> said, List<String> passages, String question) {
        var entries = new ArrayList<>(said);
        entries.add(passages.isEmpty() ? question : "Passages: ...\n\nQuestion: " + question);
        return prompt(new Grounding.Open(Scope.ALL), passages(passages), question, entries);
    }

    static Prompt in(List<String> said, String question) {
        return in(said, List.of(), question);
    }

    static List<Passage> passages(List<String> texts) {
        return texts.stream()
                .map(text -> Passage.whole(new PassageId(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))),
                        new DocumentId(new UUID(0, 1)), PlainText.of("A handbook"), PlainText.of(text)))
                .toList();
    }

    static Prompt prompt(Grounding grounding, List<Passage> passages, String question, List<String> said) {
        var entries = new ArrayList<Prompt.Entry>();
        for (String text : said) {
            entries.add(new Prompt.Entry(entries.size() % 2 == 0 ? Role.USER : Role.ASSISTANT, PlainText.of(text)));
        }
        return new Prompt(INSTRUCTIONS, entries, PlainText.of(question), grounding, passages,
                LongStream.rangeClosed(1, entries.size()).boxed().toList(), 0);
    }

    static ModelCall call(Prompt prompt) {
        return new ModelCall(new SessionId(new UUID(0, 2)), new RunId(new UUID(0, 3)), prompt);
    }

    static List<ReplyEvent> events(Prompt prompt) {
        var events = new ArrayList<ReplyEvent>();
        try (ReplyStream reply = new OfflineLlmGateway().open(call(prompt))) {
            do {
                events.add(reply.next());
            } while (!(events.getLast() instanceof ReplyEvent.End));
        }
        return events;
    }

    static String answer(Prompt prompt) {
        var text = new StringBuilder();
        for (ReplyEvent event : events(prompt)) {
            if (event instanceof ReplyEvent.Delta delta) {
                text.append(delta.text().value());
            }
        }
        return text.toString();
    }

    /** The first quotation of an answer, or nothing. */
    static String firstQuote(String answer) {
        int from = answer.indexOf("\n\n“");
        if (from < 0) {
            return "";
        }
        int plain = answer.indexOf("”\n\n", from);
        int marked = answer.indexOf("” [", from);
        return answer.substring(from + 3, marked < 0 ? plain : marked);
    }

    /** How long this thread has kept a processor busy. */
    static long cpuMillis() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
    }
}
