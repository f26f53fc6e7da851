package dev.confab.openai.offline;

/**
 * One sentence of a text, letter for letter.
 *
 * @param text    the sentence without the white space around it and without a list's or heading's mark before it
 * @param heading whether it is a heading, which names what follows
 * @param section the index of the heading above it among the text's sentences, -1 for none
 */
record Sentence(String text, boolean heading, int section) {

    boolean asks() {
        for (int at = text.length() - 1; at >= 0; at--) {
            char unit = text.charAt(at);
            if (unit == '?' || unit == '？' || unit == '؟' || unit == '\u037E') {
                return true;
            }
            if (Character.isLetterOrDigit(unit)) {
                return false;
            }
        }
        return false;
    }
}
