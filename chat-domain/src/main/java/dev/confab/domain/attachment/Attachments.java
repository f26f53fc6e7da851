package dev.confab.domain.attachment;

import java.util.List;

/**
 * What a user gives along with one message.
 *
 * @param all at most {@value #MAX}, in the order in which they were given, with {@value #MAX_LENGTH} UTF-16 code units of
 *            data together
 */
public record Attachments(List<Attachment> all) {

    /** The most attachments of a message. */
    public static final int MAX = 8;

    /** The most data of all of them, in UTF-16 code units. */
    public static final int MAX_LENGTH = 32_000;

    /** Nothing. */
    public static final Attachments NONE = new Attachments(List.of());

    public Attachments {
        all = List.copyOf(all);
        if (all.size() > MAX || all.stream().mapToInt(one -> one.data().length()).sum() > MAX_LENGTH) {
            throw new IllegalArgumentException("a message has at most " + MAX + " attachments with " + MAX_LENGTH
                    + " characters of data");
        }
    }

    /** Returns whether there is nothing. */
    public boolean isEmpty() {
        return all.isEmpty();
    }
}
