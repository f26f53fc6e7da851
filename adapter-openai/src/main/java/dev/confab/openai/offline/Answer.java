package dev.confab.openai.offline;

import dev.confab.domain.document.Passage;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes an answer: quotations first, then what it is that answered. */
final class Answer {

    static final String WHO = "I am Confab's built-in offline model: I do not think, I quote.";
    private static final String CONNECT = " To connect a real model, set OPENAI_API_KEY (or OPENAI_BASE_URL for a model on"
            + " your own machine) and restart.";
    private static final String SOURCES = " I answer with sentences of the text you select, of the documents I was given,"
            + " or of what you said earlier in this session.";
    private static final Pattern MARKER = Pattern
            .compile("[\\[【](\\d{1,4}(?:\\s*[,;–—-]\\s*\\d{1,4})*)[]】]");
    private static final int MOST_QUOTES = 3;
    /** Further quotations must be nearly as good as the first. */
    private static final double NEARLY = 0.65;
    /** A sentence that covers less of the question may be about something else. */
    private static final double CLEAR = 0.4;
    /** One that covers less than this is about something else. */
    private static final double FAINT = 0.12;
    /** Each passage is a little less likely to be right than the one before it. */
    private static final double PER_RANK = 0.03;

    private final Prompt prompt;
    private final Question question;

    private Answer(Prompt prompt) {
        this.prompt = prompt;
        this.question = Question.of(prompt.question().value());
    }

    /** The answer to a prompt, never blank. */
    static String to(Prompt prompt) {
        var answer = new Answer(prompt);
        return switch (prompt.grounding()) {
            case Grounding.SelectedText selected -> answer.fromText(selected.text().value());
            case Grounding.Documents documents -> answer.fromPassages();
            case Grounding.Open open -> answer.fromAnything();
        };
    }

    private String fromText(String text) {
        if (question.vague()) {
            List<Sentence> sentences = Summary.of(text, MOST_QUOTES);
            if (sentences.isEmpty()) {
                return "The selected text holds no words that I could quote." + about();
            }
            return "I cannot put the selected text into other words; these sentences carry most of it:"
                    + sentences.stream()
                            .map(sentence -> quotation(sentence.text()))
                            .collect(Collectors.joining())
                    + about();
        }
        var candidates = new ArrayList<Candidate>();
        Candidate.addAll(candidates, text, 0, 1);
        return quoting("the selected text", Ranking.of(question, candidates));
    }

    private String fromPassages() {
        return quoting("the documents", rankedPassages());
    }

    private String fromAnything() {
        if (question.greets() || question.words().isEmpty()) {
            return "Hello! " + WHO + SOURCES + CONNECT;
        }
        List<Ranking.Ranked> said = rankedHistory();
        List<Ranking.Ranked> read = rankedPassages();
        boolean fromHistory = coverage(said) >= FAINT
                && (coverage(said) > coverage(read) || (question.personal() && coverage(said) >= CLEAR));
        if (fromHistory) {
            return quoting("what was said in this session", said);
        }
        if (!read.isEmpty()) {
            return quoting("the documents", read);
        }
        if (question.vague() && said.isEmpty()) {
            return WHO + SOURCES + CONNECT;
        }
        return (question.tells() ? "Noted: ask me about it in this session and I will quote it. "
                : "I found nothing to answer this from. ") + WHO + SOURCES + CONNECT;
    }

    private List<Ranking.Ranked> rankedPassages() {
        var candidates = new ArrayList<Candidate>();
        for (int at = 0; at < prompt.passages().size(); at++) {
            Passage passage = prompt.passages().get(at);
            Candidate.addPassage(candidates, passage.title().value(), passage.text().value(), at + 1,
                    1 / (1 + PER_RANK * rank(at, prompt.passages().size())));
        }
        return Ranking.of(question, candidates).stream().filter(ranked -> ranked.candidate().trust() > 0).toList();
    }

    /** How many passages are better than the one at a place of a prompt, in which the second best stands last. */
    private static int rank(int at, int passages) {
        return at == 0 ? 0 : at == passages - 1 ? 1 : at + 1;
    }

    /** What was said before the question, its own quotations left out. A later statement is preferred to an equal one. */
    private List<Ranking.Ranked> rankedHistory() {
        var candidates = new ArrayList<Candidate>();
        List<Prompt.Entry> entries = prompt.entries();
        for (int at = 0; at < entries.size(); at++) {
            Prompt.Entry entry = entries.get(at);
            String said = at == entries.size() - 1 ? unansweredBefore(entry.text().value()) : entry.text().value();
            if (entry.role() == Role.USER || !said.contains(WHO)) {
                double trust = (entry.role() == Role.USER ? 1 : 0.9) * (1 + 0.02 * at / entries.size());
                Candidate.addAll(candidates, said, 0, trust);
            }
        }
        String asked = prompt.question().value().strip();
        return Ranking.of(question, candidates)
                .stream()
                .filter(ranked -> !ranked.candidate().sentence().asks()
                        && !asked.contains(ranked.candidate().sentence().text()))
                .toList();
    }

    /** Earlier questions that were never answered stand before the question in the last entry. */
    private String unansweredBefore(String entry) {
        String asked = prompt.question().value();
        return prompt.passages().isEmpty() && entry.endsWith(asked)
                ? entry.substring(0, entry.length() - asked.length())
                : "";
    }

    private String quoting(String source, List<Ranking.Ranked> ranked) {
        if (coverage(ranked) < FAINT) {
            return "I found nothing in " + source + " that answers this." + about();
        }
        Ranking.Ranked best = ranked.getFirst();
        var text = new StringBuilder(best.coverage() >= CLEAR ? "From " + source + ":"
                : "Nothing in " + source + " clearly answers this; the closest is:");
        text.append(quotation(best.candidate()));
        var quoted = new HashSet<>(Set.of(best.candidate().sentence().text()));
        for (Ranking.Ranked next : ranked) {
            Sentence sentence = next.candidate().sentence();
            boolean good = next.score() >= NEARLY * best.score() && next.coverage() >= CLEAR && !sentence.heading()
                    && !sentence.asks();
            if (good && quoted.size() < MOST_QUOTES && quoted.add(sentence.text())) {
                text.append(quotation(next.candidate()));
            }
        }
        return text.append(about()).toString();
    }

    /** The sentence letter for letter; only what would pass for a marker of a passage is written in other brackets. */
    private static String quotation(Candidate candidate) {
        String sentence = candidate.sentence().text();
        return candidate.marker() == 0 ? quotation(sentence)
                : quotation(MARKER.matcher(sentence).replaceAll("($1)")) + " [" + candidate.marker() + "]";
    }

    private static String quotation(String sentence) {
        return "\n\n“" + sentence + "”";
    }

    private static String about() {
        return "\n\n" + WHO + CONNECT;
    }

    private static double coverage(List<Ranking.Ranked> ranked) {
        return ranked.stream().limit(MOST_QUOTES).mapToDouble(Ranking.Ranked::coverage).max().orElse(0);
    }
}
