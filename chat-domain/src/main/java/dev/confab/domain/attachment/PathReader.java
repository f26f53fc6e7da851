package dev.confab.domain.attachment;

import java.util.Optional;

/** Follows an SVG path with a pen and notes how far it comes. For one path and one thread. */
final class PathReader {

    private final PathNumbers in;
    private final PathBounds bounds = new PathBounds();
    private double x;
    private double y;
    private double startX;
    private double startY;
    /** The control point that a smooth curve mirrors, and after which command it holds. */
    private double controlX;
    private double controlY;
    private char smoothAfter;
    private int lines;
    private int closed;
    private boolean begun;
    private boolean drawing;

    PathReader(String path) {
        this.in = new PathNumbers(path);
    }

    /** @throws IllegalArgumentException if the path breaks the rules */
    Optional<PathShape> read() {
        if (in.peek() != 'M' && in.peek() != 'm') {
            throw new IllegalArgumentException("a path begins with a move");
        }
        while (!in.isOver()) {
            char command = in.command();
            if (command == 'Z' || command == 'z') {
                close();
                continue;
            }
            boolean relative = Character.isLowerCase(command);
            char kind = Character.toUpperCase(command);
            do {
                step(kind, relative);
                // More pairs behind a move are lines.
                kind = kind == 'M' ? 'L' : kind;
            } while (in.hasNumber());
        }
        endLine();
        return lines == 0 ? Optional.empty()
                : Optional.of(new PathShape(bounds.left(), bounds.top(), bounds.right(), bounds.bottom(),
                        closed == lines, lines));
    }

    private void step(char kind, boolean relative) {
        double fromX = relative ? x : 0;
        double fromY = relative ? y : 0;
        switch (kind) {
            case 'M' -> move(fromX + in.number(), fromY + in.number());
            case 'L' -> line(fromX + in.number(), fromY + in.number());
            case 'H' -> line(fromX + in.number(), y);
            case 'V' -> line(x, fromY + in.number());
            case 'C' -> cubic(fromX + in.number(), fromY + in.number(), fromX + in.number(), fromY + in.number(),
                    fromX + in.number(), fromY + in.number());
            case 'S' -> {
                boolean smooth = smoothAfter == 'C';
                cubic(smooth ? 2 * x - controlX : x, smooth ? 2 * y - controlY : y, fromX + in.number(),
                        fromY + in.number(), fromX + in.number(), fromY + in.number());
            }
            case 'Q' -> quadratic(fromX + in.number(), fromY + in.number(), fromX + in.number(), fromY + in.number());
            case 'T' -> {
                boolean smooth = smoothAfter == 'Q';
                quadratic(smooth ? 2 * x - controlX : x, smooth ? 2 * y - controlY : y, fromX + in.number(),
                        fromY + in.number());
            }
            case 'A' -> arc(in.number(), in.number(), in.number(), in.flag(), in.flag(), fromX + in.number(),
                    fromY + in.number());
            default -> throw new IllegalArgumentException("a command is not known");
        }
    }

    private void move(double toX, double toY) {
        endLine();
        x = toX;
        y = toY;
        startX = toX;
        startY = toY;
        begun = true;
        smoothAfter = 0;
    }

    private void draw() {
        drawing = true;
        bounds.include(x, y);
    }

    private void arrive(double toX, double toY, char kind) {
        x = toX;
        y = toY;
        smoothAfter = kind;
    }

    private void line(double toX, double toY) {
        draw();
        bounds.include(toX, toY);
        arrive(toX, toY, 'L');
    }

    private void cubic(double x1, double y1, double x2, double y2, double toX, double toY) {
        draw();
        bounds.includeCubic(x, y, x1, y1, x2, y2, toX, toY);
        controlX = x2;
        controlY = y2;
        arrive(toX, toY, 'C');
    }

    private void quadratic(double x1, double y1, double toX, double toY) {
        draw();
        bounds.includeCubic(x, y, x + 2 * (x1 - x) / 3, y + 2 * (y1 - y) / 3, toX + 2 * (x1 - toX) / 3,
                toY + 2 * (y1 - toY) / 3, toX, toY);
        controlX = x1;
        controlY = y1;
        arrive(toX, toY, 'Q');
    }

    private void arc(double radiusX, double radiusY, double rotation, boolean large, boolean sweep, double toX,
            double toY) {
        draw();
        bounds.include(toX, toY);
        if (radiusX != 0 && radiusY != 0 && (x != toX || y != toY)) {
            bounds.includeArc(new EllipseArc(x, y, Math.abs(radiusX), Math.abs(radiusY), Math.toRadians(rotation),
                    large, sweep, toX, toY));
        }
        arrive(toX, toY, 'A');
    }

    private void close() {
        if (!begun) {
            throw new IllegalArgumentException("nothing is there to close");
        }
        if (drawing) {
            lines++;
            closed++;
        }
        drawing = false;
        arrive(startX, startY, 'Z');
    }

    /** A line that ends where it began encloses something, whether or not it says so. */
    private void endLine() {
        if (drawing) {
            lines++;
            closed += x == startX && y == startY ? 1 : 0;
        } else if (begun && smoothAfter != 'Z') {
            // A move alone marks a point.
            bounds.include(x, y);
            lines++;
        }
        drawing = false;
        begun = false;
    }
}
