package dev.confab.retrieval.extract.pdf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands on a page. */
record Page(String text, List<Head> headings) {

    /** A heading: its place in the text, and its level from 1. */
    record Head(int from, int to, int level) {}

    /** As {@link Frame#PAGE} says. */
    byte[] encoded() {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + headings.size() * 3 * Integer.BYTES + words.length);
        frame.putInt(headings.size());
        for (Head heading : headings) {
            frame.putInt(heading.from()).putInt(heading.to()).putInt(heading.level());
        }
        return frame.put(words).array();
    }
}
