import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, beside what is wanted, in the order in which it came; said at once, should the run break off, and in the end. */
final class Report {

    /** On which side of its target a figure has to be. */
    enum Wanted {
        AT_LEAST, AT_MOST
    }

    private record Line(String what, String target, String measured, String reached) {
    }

    private final List<Line> lines = new ArrayList<>();

    /** Adds a figure that has no target. */
    void add(String what, String unit, double measured) {
        add(new Line(what, "", number(measured) + " " + unit, ""));
    }

    /** Adds a figure and says whether it is on the right side of its target. */
    void add(String what, String unit, double measured, Wanted wanted, double target) {
        boolean reached = wanted == Wanted.AT_LEAST ? measured >= target : measured <= target;
        add(new Line(what, (wanted == Wanted.AT_LEAST ? ">= " : "<= ") + number(target) + " " + unit,
                number(measured) + " " + unit, reached ? "yes" : "NO"));
    }

    private void add(Line line) {
        lines.add(line);
        System.out.println("  " + line.what + ": " + line.measured);
    }

    void print() {
        System.out.println();
        System.out.printf("%-66s %-14s %-18s %s%n", "", "target", "measured", "reached");
        for (Line line : lines) {
            System.out.printf("%-66s %-14s %-18s %s%n", line.what, line.target, line.measured, line.reached);
        }
    }

    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
