package dev.confab.rest.document;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Names of files, in both directions: what a client calls its file, and what it is offered as a name. */
final class FileName {

    private static final PlainText UNTITLED = PlainText.of("Untitled");
    private static final String PLAIN = "!#$&+-.^_`|~";

    private FileName() {}

    /** Returns the title of a document whose file is called so: without its folders and what cannot be shown. */
    static PlainText title(Optional<String> file) {
        return file.map(name -> name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1))
                .map(FileName::shown)
                .filter(name -> !name.isEmpty())
                .map(PlainText::repaired)
                .orElse(UNTITLED);
    }

    /** Returns a title as it is stored: not longer than it may be. */
    static PlainText cut(PlainText title) {
        String text = title.value().strip();
        if (text.length() <= Document.MAX_TITLE) {
            return PlainText.of(text);
        }
        int end = Character.isHighSurrogate(text.charAt(Document.MAX_TITLE - 1)) ? Document.MAX_TITLE - 1
                : Document.MAX_TITLE;
        return PlainText.of(text.substring(0, end).strip());
    }

    /** Returns the header {@code Content-Disposition} (RFC 6266) that offers a title as the name of a file to keep. */
    static String attachment(PlainText title, SourceKind kind) {
        String name = shown(title.value()).replace('/', '_').replace('\\', '_');
        String ending = ending(kind);
        String file = name.toLowerCase(Locale.ROOT).endsWith(ending) ? name : name + ending;
        var plain = new StringBuilder();
        file.codePoints()
                .forEach(c -> plain.append(c >= ' ' && c < 0x7F && c != '"' && c != '%' ? (char) c : '_'));
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded(file);
    }

    static String mediaType(SourceKind kind) {
        return switch (kind) {
            case PDF -> "application/pdf";
            case MARKDOWN -> "text/markdown";
            case PLAIN_TEXT, CHUNKS -> "text/plain";
        };
    }

    private static String ending(SourceKind kind) {
        return switch (kind) {
            case PDF -> ".pdf";
            case MARKDOWN -> ".md";
            case PLAIN_TEXT, CHUNKS -> ".txt";
        };
    }

    private static String shown(String name) {
        var text = new StringBuilder(name.length());
        name.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .forEach(text::appendCodePoint);
        return text.toString().strip();
    }

    private static String encoded(String name) {
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
            }
        }
        return encoded.toString();
    }
}
