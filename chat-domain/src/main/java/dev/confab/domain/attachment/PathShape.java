package dev.confab.domain.attachment;

import java.util.Optional;

/**
 * What an SVG path amounts to: the least rectangle around it, and whether it encloses something.
 *
 * @param left   its smallest x
 * @param top    its smallest y: y grows downwards
 * @param right  its largest x
 * @param bottom its largest y
 * @param closed whether each of its lines returns to where it began
 * @param lines  of how many lines it consists, at least 1
 */
public record PathShape(double left, double top, double right, double bottom, boolean closed, int lines) {

    /** The largest coordinate. */
    static final double FARTHEST = 1e9;

    private static final double THIRD = 100 / 3.0;
    /** A place is told to a percent. */
    private static final double NO_SIZE = 0.5;

    /** Reads a path as SVG 2 has it, curves and arcs included; empty if the text is none or draws nothing. */
    public static Optional<PathShape> of(String path) {
        try {
            return new PathReader(path).read();
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Tells what it is, without a picture. */
    String described() {
        return kind() + ". It reaches from x " + rounded(left) + " to " + rounded(right) + " and from y " + rounded(top)
                + " to " + rounded(bottom) + ", and its centre is at x " + rounded(centre(left, right)) + ", y "
                + rounded(centre(top, bottom)) + "; y grows downwards. How large the picture is, is not known.";
    }

    /** Tells what it is and where on a picture. */
    String describedOn(ViewBox box) {
        double across = percent(centre(left, right), box.left(), box.width());
        double down = percent(centre(top, bottom), box.top(), box.height());
        String where = outside(across) || outside(down) ? "outside of the picture"
                : "in the " + place(down, "upper", "middle", "lower") + " " + place(across, "left", "centre", "right")
                        + " of the picture";
        return kind() + " on a picture that is " + rounded(box.width()) + " wide and " + rounded(box.height())
                + " high. Its centre is " + where + ", " + Math.round(across) + "% from the left edge and "
                + Math.round(down) + "% from the top edge. " + extent(box);
    }

    private String extent(ViewBox box) {
        double wide = 100 * (right - left) / box.width();
        double high = 100 * (bottom - top) / box.height();
        if (wide < NO_SIZE && high < NO_SIZE) {
            return "It is hardly more than a point. Left and right are those of the picture.";
        }
        return "It reaches from " + Math.round(percent(left, box.left(), box.width())) + "% to "
                + Math.round(percent(right, box.left(), box.width())) + "% of the width and from "
                + Math.round(percent(top, box.top(), box.height())) + "% to "
                + Math.round(percent(bottom, box.top(), box.height()))
                + "% of the height. Left and right are those of the picture.";
    }

    private String kind() {
        String one = closed ? "closed outline" : "open line";
        return lines == 1 ? "A mark, drawn as one " + one : "A mark, drawn as " + lines + " " + one + "s";
    }

    private static String place(double percent, String first, String second, String third) {
        return percent < THIRD ? first : percent <= 2 * THIRD ? second : third;
    }

    private static boolean outside(double percent) {
        return percent < 0 || percent > 100;
    }

    private static double centre(double from, double to) {
        return from + (to - from) / 2;
    }

    private static double percent(double at, double from, double size) {
        return 100 * (at - from) / size;
    }

    /** To two places behind the point. */
    private static String rounded(double number) {
        return ViewBox.plain(Math.round(number * 100) / 100.0);
    }
}
