package dev.confab.domain.attachment;

/**
 * Reads the numbers of SVG's paths: white space and one comma may stand between two of them, or nothing where the next one
 * cannot be taken for a part of the one before.
 */
final class PathNumbers {

    private final String text;
    private int at;

    PathNumbers(String text) {
        this.text = text;
        skipSpace();
    }

    boolean isOver() {
        return at >= text.length();
    }

    /** The next character, 0 at the end. */
    char peek() {
        return isOver() ? 0 : text.charAt(at);
    }

    /** Takes the next character, which is a command. */
    char command() {
        char command = text.charAt(at++);
        skipSpace();
        return command;
    }

    /** Whether another number follows. */
    boolean hasNumber() {
        char next = peek();
        return next == '+' || next == '-' || next == '.' || isDigit(next);
    }

    /** @throws IllegalArgumentException if there is no number, or none within the plane */
    double number() {
        int from = at;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        int digits = digits();
        if (peek() == '.') {
            at++;
            digits += digits();
        }
        if (digits == 0) {
            throw new IllegalArgumentException("a number is missing");
        }
        exponent();
        double number = Double.parseDouble(text.substring(from, at));
        if (!(Math.abs(number) <= PathShape.FARTHEST)) {
            throw new IllegalArgumentException("a number is too large");
        }
        separator();
        return number;
    }

    /** Flags are one character each and need nothing between them. */
    boolean flag() {
        char flag = peek();
        if (flag != '0' && flag != '1') {
            throw new IllegalArgumentException("a flag is missing");
        }
        at++;
        separator();
        return flag == '1';
    }

    private void exponent() {
        int before = at;
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            if (digits() == 0) {
                at = before;
            }
        }
    }

    private int digits() {
        int from = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - from;
    }

    private void separator() {
        skipSpace();
        if (peek() == ',') {
            at++;
            skipSpace();
            if (!hasNumber()) {
                throw new IllegalArgumentException("nothing follows a comma");
            }
        }
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r' || peek() == '\f') {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
