package dev.confab.domain.attachment;

import java.util.stream.DoubleStream;

/** The least rectangle around all that was drawn. For one thread. */
final class PathBounds {

    private double left = Double.POSITIVE_INFINITY;
    private double top = Double.POSITIVE_INFINITY;
    private double right = Double.NEGATIVE_INFINITY;
    private double bottom = Double.NEGATIVE_INFINITY;

    double left() {
        return left;
    }

    double top() {
        return top;
    }

    double right() {
        return right;
    }

    double bottom() {
        return bottom;
    }

    /** @throws IllegalArgumentException if the point is beyond the plane */
    void include(double x, double y) {
        if (!(Math.abs(x) <= PathShape.FARTHEST && Math.abs(y) <= PathShape.FARTHEST)) {
            throw new IllegalArgumentException("a path leaves the plane");
        }
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
    }

    /** Takes a cubic Bézier curve: it is widest at its ends, or where it goes neither left nor right. */
    void includeCubic(double x0, double y0, double x1, double y1, double x2, double y2, double x3, double y3) {
        include(x0, y0);
        include(x3, y3);
        for (double at : turns(x0, x1, x2, x3)) {
            include(point(x0, x1, x2, x3, at), point(y0, y1, y2, y3, at));
        }
        for (double at : turns(y0, y1, y2, y3)) {
            include(point(x0, x1, x2, x3, at), point(y0, y1, y2, y3, at));
        }
    }

    /** Takes a part of an ellipse, at the places where it turns. */
    void includeArc(EllipseArc arc) {
        for (double angle : arc.turns()) {
            include(arc.x(angle), arc.y(angle));
        }
    }

    /** Where between the ends the derivative is 0. */
    private static double[] turns(double p0, double p1, double p2, double p3) {
        double a = p3 - 3 * p2 + 3 * p1 - p0;
        double b = 2 * (p2 - 2 * p1 + p0);
        double c = p1 - p0;
        if (Math.abs(a) < 1e-12) {
            return within(b == 0 ? -1 : -c / b, -1);
        }
        double root = b * b - 4 * a * c;
        if (root < 0) {
            return new double[0];
        }
        return within((-b + Math.sqrt(root)) / (2 * a), (-b - Math.sqrt(root)) / (2 * a));
    }

    private static double[] within(double one, double other) {
        return DoubleStream.of(one, other).filter(at -> at > 0 && at < 1).toArray();
    }

    private static double point(double p0, double p1, double p2, double p3, double at) {
        double rest = 1 - at;
        return rest * rest * rest * p0 + 3 * rest * rest * at * p1 + 3 * rest * at * at * p2 + at * at * at * p3;
    }
}
