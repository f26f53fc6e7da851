package dev.confab.rest.export;

import dev.confab.domain.PlainText;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Run;
import dev.confab.rest.export.SessionPages.Told;
import dev.confab.rest.json.Word;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A session as Markdown, a page of messages at a time. Headings are made here alone: what somebody said stands between fences
 * that are longer than any in it, as it was said, so that it can end neither its message nor begin another one.
 */
final class SessionMarkdown implements Iterator<byte[]> {

    private static final int SHORTEST_FENCE = 3;
    /** What may mean something in Markdown or HTML, wherever it stands in a line. */
    private static final String SPECIAL = "\\`*_{}[]()<>#+-.!|~&:\"'=$^@/";

    private final SessionPages pages;
    private final Instant now;
    private boolean begun;
    private boolean ended;

    SessionMarkdown(SessionPages pages, Instant now) {
        this.pages = pages;
        this.now = now;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public byte[] next() {
        if (ended) {
            throw new NoSuchElementException("the session has been told");
        }
        var out = new StringBuilder();
        if (!begun) {
            begun = true;
            head(out, pages.session());
        }
        List<Told> page = pages.next();
        page.forEach(told -> tell(out, told.message(), told.run()));
        ended = page.isEmpty();
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void head(StringBuilder out, OwnedSession owned) {
        out.append("# ").append(owned.title().map(SessionMarkdown::line).orElse("Session")).append("\n\n");
        out.append("- Session: ").append(owned.session().id()).append('\n');
        out.append("- Begun: ").append(owned.session().createdAt()).append('\n');
        out.append("- Last message: ").append(owned.session().updatedAt()).append('\n');
        out.append("- Messages: ").append(owned.session().lastSeq()).append('\n');
        out.append("- Exported: ").append(now).append('\n');
    }

    private static void tell(StringBuilder out, Message message, @Nullable Run run) {
        out.append("\n## ")
                .append(message.seq())
                .append(". ")
                .append(message.role() == Role.USER ? "User" : "Assistant")
                .append(", ")
                .append(message.createdAt())
                .append(message.status() == MessageStatus.PARTIAL ? ", broken off" : "")
                .append("\n\n");
        fenced(out, message.content().value());
        for (Citation citation : message.citations()) {
            out.append("\n- \\[").append(citation.marker()).append("\\] ").append(line(citation.title()));
            citation.page().ifPresent(page -> out.append(", page ").append(page));
            out.append(": “").append(line(citation.quote())).append("”\n");
        }
        if (run != null) {
            out.append("\n*Run ").append(Word.of(run.status()).replace('_', ' '));
            run.usage()
                    .ifPresent(usage -> out.append(", ")
                            .append(usage.promptTokens())
                            .append(" + ")
                            .append(usage.completionTokens())
                            .append(" tokens"));
            run.error().ifPresent(error -> out.append(", ").append(line(PlainText.repaired(error.code()))));
            out.append("*\n");
        }
    }

    private static void fenced(StringBuilder out, String text) {
        int longest = SHORTEST_FENCE - 1;
        int run = 0;
        for (int at = 0; at < text.length(); at++) {
            run = text.charAt(at) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        out.append(fence).append("text\n").append(text).append('\n').append(fence).append('\n');
    }

    /** What somebody said, as a part of one line that means nothing but itself. */
    private static String line(PlainText text) {
        var line = new StringBuilder();
        text.value().codePoints().forEach(letter -> {
            boolean space = Character.isWhitespace(letter) || Character.isISOControl(letter)
                    || Character.getType(letter) == Character.LINE_SEPARATOR
                    || Character.getType(letter) == Character.PARAGRAPH_SEPARATOR;
            if (space) {
                line.append(' ');
            } else {
                line.append(SPECIAL.indexOf(letter) >= 0 ? "\\" : "").appendCodePoint(letter);
            }
        });
        return line.toString().strip();
    }
}
