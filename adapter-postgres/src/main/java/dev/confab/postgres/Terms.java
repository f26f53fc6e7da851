package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Words as they are stored: each with its owner as one number, so that it takes the same room however long it is, and an
 * owner's passages are found without reading those of others.
 *
 * @param terms  the different ones, as an array's text
 * @param counts how often each is there, likewise
 * @param length how many words there are in all
 */
record Terms(String terms, String counts, int length) {

    /** The most different words of a passage; what comes after them is not found by its words alone. */
    private static final int MOST = 4_000;
    /** The most words of a question; of more than that the longest are taken, which are seldom the frequent ones. */
    private static final int MOST_ASKED = 32;

    static Terms of(Owner owner, PlainText text) {
        Map<String, Integer> counted = Words.counted(text.value());
        List<Map.Entry<String, Integer>> kept = counted.entrySet().stream().limit(MOST).toList();
        return new Terms(
                array(kept.stream().map(Map.Entry::getKey).map(word -> number(owner, word)).toList()),
                array(kept.stream().map(Map.Entry::getValue).map(count -> Math.min(count, Short.MAX_VALUE)).toList()),
                counted.values().stream().mapToInt(Integer::intValue).sum());
    }

    /** Returns the words of a question. */
    static List<String> asked(PlainText question) {
        return Words.counted(question.value())
                .keySet()
                .stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .limit(MOST_ASKED)
                .toList();
    }

    static long number(Owner owner, String word) {
        MessageDigest digest = ContentDigest.begin();
        digest.update(owner.value().getBytes(StandardCharsets.UTF_8));
        // No owner has a line break.
        digest.update((byte) '\n');
        digest.update(word.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static String array(List<? extends Number> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
