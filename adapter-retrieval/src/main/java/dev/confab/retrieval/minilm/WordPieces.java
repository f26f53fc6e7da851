package dev.confab.retrieval.minilm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Cuts texts into the pieces of words that a BERT model without letter case knows. What looks like one of the model's own
 * marks, such as {@code [SEP]}, is the text it is. The usual tokenizer for this is native code that asks the network where it
 * runs; these few rules do not need it.
 */
final class WordPieces {

    /** A longer word is an unknown one. */
    private static final int LONGEST_WORD = 100;
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Integer> first = new HashMap<>();
    private final Map<String, Integer> following = new HashMap<>();
    private final int unknown;
    private final int begin;
    private final int end;

    private WordPieces(Map<String, Integer> vocabulary) throws IOException {
        vocabulary.forEach((piece, id) -> {
            if (piece.startsWith("##")) {
                following.put(piece.substring(2), id);
            } else {
                first.put(piece, id);
            }
        });
        unknown = mark("[UNK]");
        begin = mark("[CLS]");
        end = mark("[SEP]");
    }

    private int mark(String name) throws IOException {
        Integer id = first.remove(name);
        if (id == null) {
            throw new IOException("the vocabulary has no mark " + name);
        }
        return id;
    }

    /** Reads the vocabulary out of a tokenizer's description in JSON. */
    static WordPieces read(InputStream description) throws IOException {
        var vocabulary = new HashMap<String, Integer>();
        try (JsonParser json = JSON.createParser(description)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("vocab")
                        && json.nextToken() == JsonToken.START_OBJECT) {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String piece = json.currentName();
                        vocabulary.put(piece, json.nextIntValue(-1));
                    }
                }
            }
        }
        return new WordPieces(vocabulary);
    }

    /** Returns the identity of the mark at the start of everything. */
    int begin() {
        return begin;
    }

    /** Returns the identity of the mark at the end of everything. */
    int end() {
        return end;
    }

    /** Returns the identities of a text's pieces, without marks: the first ones, so many at the most. */
    long[] of(String text, int most) {
        var pieces = new Found(most);
        var word = new StringBuilder();
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD);
        for (int at = 0; at < plain.length() && !pieces.full();) {
            int unit = plain.codePointAt(at);
            at += Character.charCount(unit);
            if (isDropped(unit)) {
                continue;
            }
            boolean alone = isAlone(unit);
            if (alone || isSpace(unit)) {
                add(word, pieces);
            } else {
                word.appendCodePoint(Character.toLowerCase(unit));
            }
            if (alone) {
                add(word.appendCodePoint(unit), pieces);
            }
        }
        add(word, pieces);
        return pieces.ids();
    }

    /** Takes the longest known pieces from the front; a word that does not come out even is unknown as a whole. */
    private void add(StringBuilder taken, Found pieces) {
        String word = taken.toString();
        taken.setLength(0);
        if (word.isEmpty()) {
            return;
        }
        if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
            pieces.add(unknown);
            return;
        }
        int before = pieces.count;
        for (int from = 0; from < word.length();) {
            int to = word.length();
            Integer id = null;
            while (to > from) {
                id = (from == 0 ? first : following).get(word.substring(from, to));
                if (id != null) {
                    break;
                }
                to = word.offsetByCodePoints(to, -1);
            }
            if (id == null) {
                pieces.count = before;
                pieces.add(unknown);
                return;
            }
            pieces.add(id);
            from = to;
        }
    }

    private static boolean isSpace(int unit) {
        return Character.isWhitespace(unit) || Character.isSpaceChar(unit) || unit == 0x85;
    }

    /** Accents, and what nobody sees. */
    private static boolean isDropped(int unit) {
        return switch (Character.getType(unit)) {
            case Character.NON_SPACING_MARK -> true;
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SURROGATE ->
                !isSpace(unit);
            default -> unit == 0xFFFD;
        };
    }

    /** Punctuation, and the signs of Chinese, which are words by themselves. */
    private static boolean isAlone(int unit) {
        return switch (Character.getType(unit)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                true;
            default -> unit < 0x80 ? "$+<=>^`|~".indexOf(unit) >= 0 : isChinese(unit);
        };
    }

    private static boolean isChinese(int unit) {
        return (unit >= 0x4E00 && unit <= 0x9FFF) || (unit >= 0x3400 && unit <= 0x4DBF)
                || (unit >= 0x20000 && unit <= 0x2A6DF) || (unit >= 0x2A700 && unit <= 0x2CEAF)
                || (unit >= 0xF900 && unit <= 0xFAFF) || (unit >= 0x2F800 && unit <= 0x2FA1F);
    }

    /** What was found so far. */
    private static final class Found {

        private long[] ids = new long[64];
        private final int most;
        private int count;

        private Found(int most) {
            this.most = most;
        }

        boolean full() {
            return count >= most;
        }

        void add(int id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = id;
        }

        long[] ids() {
            return Arrays.copyOf(ids, Math.min(count, most));
        }
    }
}
