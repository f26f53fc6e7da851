package dev.confab.domain.prompt;

import dev.confab.domain.PlainText;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The turns of a window, oldest first. A window that begins in the middle of a turn loses that beginning. Each turn is
 * what the user said, in one or more messages, and what was answered; only the last one may have no answer.
 */
record History(List<Turn> turns) {

    /** Asked is never empty, answered only in the last turn of a history. */
    record Turn(List<Message> asked, List<Message> answered) {

        long cost(Measure measure) {
            return (long) measure.entry(text(asked)) + (answered.isEmpty() ? 0 : measure.entry(text(answered)));
        }

        int messages() {
            return asked.size() + answered.size();
        }
    }

    static History of(List<Message> window) {
        var turns = new ArrayList<Turn>();
        List<Message> asked = new ArrayList<>();
        List<Message> answered = new ArrayList<>();
        for (Message message : inOrderOfTurns(window)) {
            switch (message.role()) {
                case USER -> {
                    if (!answered.isEmpty()) {
                        turns.add(new Turn(asked, answered));
                        asked = new ArrayList<>();
                        answered = new ArrayList<>();
                    }
                    asked.add(message);
                }
                case ASSISTANT -> {
                    if (!asked.isEmpty()) {
                        answered.add(message);
                    }
                }
            }
        }
        if (!asked.isEmpty()) {
            turns.add(new Turn(asked, answered));
        }
        return new History(turns);
    }

    /**
     * A log has its messages in the order of their writing: a question that had to wait stands before the answer to the one
     * before it, and an answer that was given again stands behind the first one, whose place it takes.
     */
    private static List<Message> inOrderOfTurns(List<Message> window) {
        for (int at = 1; at < window.size(); at++) {
            if (window.get(at).turn() <= window.get(at - 1).turn() && !answers(window, at)) {
                return sorted(window);
            }
        }
        return window;
    }

    private static boolean answers(List<Message> window, int at) {
        return window.get(at).turn() == window.get(at - 1).turn() && window.get(at - 1).role() == Role.USER;
    }

    private static List<Message> sorted(List<Message> window) {
        var latest = new HashMap<Long, Long>();
        for (Message message : window) {
            if (isOfARun(message)) {
                latest.merge(message.turn(), message.seq(), Math::max);
            }
        }
        // A later answer replaces an earlier one; what was added without asking a model replaces nothing.
        return window.stream()
                .filter(message -> !isOfARun(message) || latest.containsValue(message.seq()))
                .sorted(Comparator.comparingLong(Message::turn)
                        .thenComparing(Message::role)
                        .thenComparingLong(Message::seq))
                .toList();
    }

    private static boolean isOfARun(Message message) {
        return message.role() == Role.ASSISTANT && message.origin().isPresent();
    }

    long bound(Measure measure) {
        return turns.stream()
                .mapToLong(turn -> measure.bound(text(turn.asked())) + measure.bound(text(turn.answered())))
                .sum();
    }

    /** The newest turns that cost no more than so many tokens together. */
    History latestWithin(int tokens, Measure measure) {
        long left = tokens;
        int from = turns.size();
        while (from > 0) {
            left -= turns.get(from - 1).cost(measure);
            if (left < 0) {
                break;
            }
            from--;
        }
        return new History(List.copyOf(turns.subList(from, turns.size())));
    }

    int messages() {
        return turns.stream().mapToInt(Turn::messages).sum();
    }

    /** The positions of these messages and then of the question. */
    List<Long> positionsBefore(long question) {
        var positions = new ArrayList<Long>();
        for (Turn turn : turns) {
            turn.asked().forEach(message -> positions.add(message.seq()));
            turn.answered().forEach(message -> positions.add(message.seq()));
        }
        positions.add(question);
        return positions;
    }

    /**
     * These turns and the new question as alternating entries; an unanswered turn and the question share one. What was said
     * before them all stands in the first one.
     */
    List<Prompt.Entry> entriesBefore(PlainText question, Optional<PlainText> earlier) {
        var entries = new ArrayList<Prompt.Entry>(2 * turns.size() + 1);
        PlainText last = question;
        for (Turn turn : turns) {
            if (turn.answered().isEmpty()) {
                last = PlainText.of(text(turn.asked()).value() + "\n\n" + question.value());
            } else {
                entries.add(new Prompt.Entry(Role.USER, text(turn.asked())));
                entries.add(new Prompt.Entry(Role.ASSISTANT, text(turn.answered())));
            }
        }
        entries.add(new Prompt.Entry(Role.USER, last));
        earlier.ifPresent(words -> entries.set(0, new Prompt.Entry(Role.USER,
                PlainText.of(words.value() + entries.getFirst().text().value()))));
        return List.copyOf(entries);
    }

    private static PlainText text(List<Message> messages) {
        return switch (messages.size()) {
            case 0 -> PlainText.EMPTY;
            case 1 -> messages.getFirst().content();
            default -> PlainText.of(
                    messages.stream().map(message -> message.content().value()).collect(Collectors.joining("\n\n")));
        };
    }
}
