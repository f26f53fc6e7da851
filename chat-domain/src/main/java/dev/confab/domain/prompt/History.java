package dev.confab.domain.prompt;

import dev.confab.domain.PlainText;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
        for (Message message : window) {
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

    OptionalLong firstSeq() {
        return turns.isEmpty() ? OptionalLong.empty() : OptionalLong.of(turns.getFirst().asked().getFirst().seq());
    }

    /** These turns and the new question as alternating entries; an unanswered turn and the question share one. */
    List<Prompt.Entry> entriesBefore(PlainText question) {
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
