package dev.confab.domain.grounding;

/** Tells what of a Markdown text is code, while it comes: fenced blocks, and spans within a line. For one thread. */
final class CodeSpans {

    private static final int FENCE = 3;

    private boolean blankLine = true;
    private int indent;
    private char runOf;
    private int run;
    private boolean runOpensLine;
    private int span;
    private boolean spanOpensLine;
    private char spanOf;
    private int fence;
    private char fenceOf;
    private boolean closing;

    /** Whether the next character is the first one of its line that can be seen. */
    boolean atLineStart() {
        return blankLine;
    }

    /** Takes the next character and returns whether it belongs to code; a line's end never does. */
    boolean take(char unit) {
        if (unit == '\n') {
            endLine();
            return false;
        }
        if (run > 0 && unit != runOf) {
            endRun();
        }
        boolean mark = unit == '`' || (unit == '~' && (blankLine || (run > 0 && runOf == '~')));
        if (mark) {
            if (run == 0) {
                runOf = unit;
                runOpensLine = blankLine && indent <= FENCE;
            }
            run++;
        } else if (unit == ' ' && blankLine) {
            indent++;
        } else if (!Character.isWhitespace(unit)) {
            closing = false;
        }
        blankLine = blankLine && Character.isWhitespace(unit);
        return mark || span > 0 || fence > 0;
    }

    private void endRun() {
        int length = run;
        run = 0;
        if (fence > 0) {
            closing = runOpensLine && runOf == fenceOf && length >= fence;
        } else if (span > 0) {
            if (runOf == '`' && spanOf == '`' && length == span) {
                span = 0;
            }
        } else if (runOf == '`' || (runOpensLine && length >= FENCE)) {
            span = length;
            spanOf = runOf;
            spanOpensLine = runOpensLine && length >= FENCE;
        }
    }

    private void endLine() {
        if (run > 0) {
            endRun();
        }
        if (fence > 0) {
            fence = closing ? 0 : fence;
        } else if (span > 0 && spanOpensLine) {
            fence = span;
            fenceOf = spanOf;
        }
        span = 0;
        closing = false;
        blankLine = true;
        indent = 0;
    }
}
