package dev.confab.domain.prompt;

import dev.confab.domain.IdSource;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A conversation that whoever asks brings along, oldest first, in the place of a stored one.
 *
 * <p>
 * What the system says comes before all others and stands behind the instructions; it is no part of the window. What one
 * side says several times in a row is one message of several paragraphs. What the assistant says before the user's first
 * word is left out of prompts, where the user begins.
 *
 * @param said at most {@value #MAX_ENTRIES} entries, with {@value #MAX_LENGTH} UTF-16 code units together
 */
public record GivenHistory(List<Entry> said) {

    /** The most entries. */
    public static final int MAX_ENTRIES = 200;

    /** The most text, in UTF-16 code units. */
    public static final int MAX_LENGTH = 1_000_000;

    /** Nothing was said before. */
    public static final GivenHistory NONE = new GivenHistory(List.of());

    /** Who says something. */
    public enum Speaker {
        /** Who made the program that asks. */
        SYSTEM,
        /** The person. */
        USER,
        /** The model. */
        ASSISTANT
    }

    /** What one of them says, not blank. */
    public record Entry(Speaker speaker, PlainText text) {
        public Entry {
            Objects.requireNonNull(speaker, "speaker");
            if (text.isBlank()) {
                throw new IllegalArgumentException("an entry is not blank");
            }
        }
    }

    public GivenHistory {
        said = List.copyOf(said);
        if (said.size() > MAX_ENTRIES || said.stream().mapToLong(entry -> entry.text().length()).sum() > MAX_LENGTH) {
            throw new IllegalArgumentException("a history has at most " + MAX_ENTRIES + " entries and " + MAX_LENGTH
                    + " characters");
        }
        for (int at = 1; at < said.size(); at++) {
            if (said.get(at).speaker() == Speaker.SYSTEM && said.get(at - 1).speaker() != Speaker.SYSTEM) {
                throw new IllegalArgumentException("the system speaks before all others");
            }
        }
    }

    /** Returns what the system says, empty for nothing. */
    public PlainText system() {
        return PlainText.of(said.stream()
                .filter(entry -> entry.speaker() == Speaker.SYSTEM)
                .map(entry -> entry.text().value())
                .collect(Collectors.joining("\n\n")));
    }

    /**
     * Returns what user and assistant say as a window of a session that nobody has.
     *
     * @param ids makes the identities of messages
     */
    public List<Message> window(SessionId session, RunId run, IdSource ids, Instant now) {
        List<Entry> turns = joined();
        var window = new ArrayList<Message>(turns.size());
        // A question that is not there has the first position.
        long seq = !turns.isEmpty() && turns.getFirst().speaker() == Speaker.ASSISTANT ? 2 : 1;
        for (Entry entry : turns) {
            boolean user = entry.speaker() == Speaker.USER;
            window.add(new Message(new MessageId(ids.next()), session, seq, user ? seq : seq - 1,
                    user ? Role.USER : Role.ASSISTANT, entry.text(), MessageStatus.COMPLETE, List.of(), run, now));
            seq++;
        }
        return window;
    }

    private List<Entry> joined() {
        var joined = new ArrayList<Entry>();
        for (Entry entry : said) {
            if (entry.speaker() == Speaker.SYSTEM) {
                continue;
            }
            if (!joined.isEmpty() && joined.getLast().speaker() == entry.speaker()) {
                PlainText before = joined.removeLast().text();
                joined.add(new Entry(entry.speaker(),
                        PlainText.of(before.value() + "\n\n" + entry.text().value())));
            } else {
                joined.add(entry);
            }
        }
        return joined;
    }
}
