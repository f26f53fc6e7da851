package dev.confab.domain.attachment;

import java.util.Arrays;

/**
 * A part of an ellipse between two points, as SVG's arcs describe it (SVG 2, appendix B.2): radii that are too small for
 * both points grow until they are not.
 */
final class EllipseArc {

    private final double radiusX;
    private final double radiusY;
    private final double cos;
    private final double sin;
    private final double centreX;
    private final double centreY;
    private final double from;
    private final double sweepAngle;

    EllipseArc(double x1, double y1, double radiusX, double radiusY, double rotation, boolean large, boolean sweep,
            double x2, double y2) {
        this.cos = Math.cos(rotation);
        this.sin = Math.sin(rotation);
        // In the ellipse's own directions, seen from the middle between both points.
        double x = cos * (x1 - x2) / 2 + sin * (y1 - y2) / 2;
        double y = -sin * (x1 - x2) / 2 + cos * (y1 - y2) / 2;
        double stretch = Math.max(1, Math.hypot(x / radiusX, y / radiusY));
        this.radiusX = radiusX * stretch;
        this.radiusY = radiusY * stretch;
        double unitX = x / this.radiusX;
        double unitY = y / this.radiusY;
        double square = unitX * unitX + unitY * unitY;
        double factor = Math.sqrt(Math.max(0, 1 / square - 1)) * (large == sweep ? -1 : 1);
        double inX = factor * unitY;
        double inY = -factor * unitX;
        this.centreX = cos * inX * this.radiusX - sin * inY * this.radiusY + (x1 + x2) / 2;
        this.centreY = sin * inX * this.radiusX + cos * inY * this.radiusY + (y1 + y2) / 2;
        this.from = Math.atan2(unitY - inY, unitX - inX);
        double turn = Math.atan2(-unitY - inY, -unitX - inX) - from;
        this.sweepAngle = sweep && turn < 0 ? turn + 2 * Math.PI : !sweep && turn > 0 ? turn - 2 * Math.PI : turn;
    }

    double x(double angle) {
        return centreX + radiusX * cos * Math.cos(angle) - radiusY * sin * Math.sin(angle);
    }

    double y(double angle) {
        return centreY + radiusX * sin * Math.cos(angle) + radiusY * cos * Math.sin(angle);
    }

    /** The angles on this arc at which the ellipse goes neither left nor right, or neither up nor down. */
    double[] turns() {
        double flat = Math.atan2(-radiusY * sin, radiusX * cos);
        double steep = Math.atan2(radiusY * cos, radiusX * sin);
        return Arrays.stream(new double[] { flat, flat + Math.PI, steep, steep + Math.PI })
                .filter(this::isOn)
                .toArray();
    }

    private boolean isOn(double angle) {
        double turn = (angle - from) % (2 * Math.PI);
        if (sweepAngle >= 0) {
            return (turn < 0 ? turn + 2 * Math.PI : turn) <= sweepAngle;
        }
        return (turn > 0 ? turn - 2 * Math.PI : turn) >= sweepAngle;
    }
}
