package dev.confab.domain.grounding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the markers of citations in Markdown that comes in pieces, such as {@code [1]}, {@code [1, 3]}, {@code [2-4]} and
 * {@code 【1】}. What stands in code, or is part of a link, is none. A marker is told as soon as it is certain, which takes
 * the character behind it and, within other brackets, their end. For one thread.
 */
final class Markers {

    /** Brackets that are not closed within so many characters hold nothing up. */
    private static final int REACH = 200;
    private static final int MOST_BRACKETS = 8;
    private static final int LONGEST = 40;
    private static final Pattern BETWEEN = Pattern.compile("[,;]");
    private static final Pattern UP_TO = Pattern.compile("[-–—−]");

    /** One marker: where it stands, and the numbers it names, in its order. */
    record Marker(int from, int to, List<Integer> numbers) {}

    private final CodeSpans code = new CodeSpans();
    private final ArrayDeque<Integer> brackets = new ArrayDeque<>();
    private final ArrayDeque<Marker> waiting = new ArrayDeque<>();
    private final StringBuilder inside = new StringBuilder();
    private int at;
    private int wide = -1;
    private int closed = -1;
    private boolean opensLine;
    private boolean plain;
    private boolean inTarget;
    private boolean escaped;

    /** Takes the next character and returns the markers that are certain now. */
    List<Marker> take(char unit) {
        int here = at++;
        boolean begins = code.atLineStart();
        boolean link = closed >= 0 && closes(unit);
        while (!brackets.isEmpty() && here - brackets.peekFirst() > REACH) {
            brackets.removeFirst();
        }
        if (code.take(unit)) {
            return certain();
        }
        if (unit == '\n') {
            brackets.clear();
            inTarget = false;
            escaped = false;
            plain = false;
            wide = -1;
        } else if (link) {
            inTarget = unit == '(';
        } else if (inTarget) {
            inTarget = unit != ')';
        } else if (escaped) {
            escaped = false;
        } else {
            read(unit, here, begins);
        }
        return certain();
    }

    /** Returns the markers that are certain at the end of the text. */
    List<Marker> finish() {
        closed = -1;
        brackets.clear();
        return certain();
    }

    /** Up to where it is certain what is a marker. */
    int settled() {
        return waiting.isEmpty() ? at : waiting.peekFirst().to() - 1;
    }

    /** Where the text begins that is still needed. */
    int needed() {
        return waiting.isEmpty() ? at : waiting.peekFirst().from();
    }

    /** Looks at what follows a closing bracket; returns whether that makes a link of it. */
    private boolean closes(char unit) {
        int from = closed;
        closed = -1;
        boolean link = unit == '(' || (unit == ':' && opensLine);
        if (link) {
            waiting.removeIf(marker -> marker.from() >= from);
        }
        return link;
    }

    private void read(char unit, int here, boolean begins) {
        switch (unit) {
            case '\\' -> escaped = true;
            case '[' -> {
                if (brackets.size() == MOST_BRACKETS) {
                    brackets.removeFirst();
                }
                brackets.addLast(here);
                opensLine = begins;
                begin();
            }
            case '【' -> {
                wide = here;
                begin();
            }
            case ']' -> {
                if (!brackets.isEmpty()) {
                    closed = brackets.removeLast();
                    add(closed, here + 1, inside.toString());
                }
            }
            case '】' -> {
                if (wide >= 0) {
                    String told = inside.toString();
                    add(wide, here + 1, told.contains("†") ? told.substring(0, told.indexOf('†')) : told);
                    wide = -1;
                }
            }
            default -> {
                plain = plain && inside.length() < LONGEST;
                if (plain) {
                    inside.append(unit);
                }
            }
        }
    }

    private void begin() {
        inside.setLength(0);
        plain = true;
    }

    private void add(int from, int to, String told) {
        if (plain) {
            numbers(told).ifPresent(numbers -> waiting.addLast(new Marker(from, to, numbers)));
        }
        plain = false;
    }

    private List<Marker> certain() {
        if (waiting.isEmpty() || closed >= 0 || !brackets.isEmpty()) {
            return List.of();
        }
        List<Marker> certain = List.copyOf(waiting);
        waiting.clear();
        return certain;
    }

    /** The numbers that a marker names; empty when it is no marker. */
    private static Optional<List<Integer>> numbers(String told) {
        var numbers = new ArrayList<Integer>();
        for (String part : BETWEEN.split(told, -1)) {
            String[] ends = UP_TO.split(part.strip(), -1);
            Optional<Integer> first = number(ends[0]);
            Optional<Integer> last = number(ends[ends.length - 1]);
            if (ends.length > 2 || first.isEmpty() || last.isEmpty() || first.get() > last.get()) {
                return Optional.empty();
            }
            for (int number = first.get(); number <= last.get() && number - first.get() <= REACH; number++) {
                numbers.add(number);
            }
        }
        return told.isEmpty() || told.charAt(0) == ' ' || told.endsWith(" ") ? Optional.empty() : Optional.of(numbers);
    }

    private static Optional<Integer> number(String digits) {
        boolean ascii = digits.chars().allMatch(unit -> unit >= '0' && unit <= '9');
        return ascii && !digits.isEmpty() && digits.length() <= 4 ? Optional.of(Integer.valueOf(digits))
                : Optional.empty();
    }
}
