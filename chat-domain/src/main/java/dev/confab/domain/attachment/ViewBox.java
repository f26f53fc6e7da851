package dev.confab.domain.attachment;

import java.util.Optional;

/**
 * The part of the plane that a picture shows, in the units of the paths drawn on it; y grows downwards.
 *
 * @param left   its smallest x
 * @param top    its smallest y
 * @param width  positive
 * @param height positive
 */
public record ViewBox(double left, double top, double width, double height) {

    private static final double FARTHEST = PathShape.FARTHEST;

    public ViewBox {
        if (!(Math.abs(left) <= FARTHEST && Math.abs(top) <= FARTHEST && width > 0 && width <= FARTHEST && height > 0
                && height <= FARTHEST)) {
            throw new IllegalArgumentException("a view box has a place, and a width and a height that are positive");
        }
    }

    /** Reads what SVG has as {@code viewBox}: four numbers; empty if the text is none. */
    public static Optional<ViewBox> of(String text) {
        var numbers = new PathNumbers(text);
        try {
            var box = new ViewBox(numbers.number(), numbers.number(), numbers.number(), numbers.number());
            return numbers.isOver() ? Optional.of(box) : Optional.empty();
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Returns it as SVG has it. */
    public String text() {
        return plain(left) + " " + plain(top) + " " + plain(width) + " " + plain(height);
    }

    /** A number without a fraction that says nothing. */
    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number)
                : Double.toString(number);
    }
}
