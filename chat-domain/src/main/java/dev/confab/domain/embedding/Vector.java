package dev.confab.domain.embedding;

import java.util.Arrays;

/**
 * What a text means, as a direction: numbers whose squares add up to 1, so that the cosine of two vectors is the sum of
 * their products. Immutable.
 */
public final class Vector {

    private final float[] values;

    private Vector(float[] values) {
        this.values = values;
    }

    /**
     * Takes numbers as an embedder gives them, copies them and brings them to length 1.
     *
     * @throws IllegalArgumentException if there are none, one is not finite, or all are 0
     */
    public static Vector of(float[] given) {
        double squares = 0;
        for (float value : given) {
            squares += (double) value * value;
        }
        if (given.length == 0 || !Double.isFinite(squares) || squares == 0) {
            throw new IllegalArgumentException("a vector has finite numbers, not all of them 0");
        }
        var unit = new float[given.length];
        double length = Math.sqrt(squares);
        for (int at = 0; at < unit.length; at++) {
            unit[at] = (float) (given[at] / length);
        }
        return new Vector(unit);
    }

    /** Returns how many numbers it has. */
    public int dimension() {
        return values.length;
    }

    /** Returns a copy of its numbers. */
    public float[] toArray() {
        return values.clone();
    }

    /**
     * Returns the cosine of the angle to another vector, -1 to 1.
     *
     * @throws IllegalArgumentException if that one has another dimension
     */
    public double cosine(Vector other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException("vectors of different dimension cannot be compared");
        }
        double sum = 0;
        for (int at = 0; at < values.length; at++) {
            sum += (double) values[at] * other.values[at];
        }
        return Math.clamp(sum, -1, 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vector vector && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Tells the dimension only: the numbers tell what the text says. */
    @Override
    public String toString() {
        return "Vector[" + values.length + " numbers]";
    }
}
