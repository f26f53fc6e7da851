package dev.confab.domain.embedding;

import java.util.Objects;

/**
 * Where vectors can be compared: those of one model, of one length.
 *
 * @param model     the model, named so that another one has another name; 1 to {@value #MAX_MODEL} characters
 * @param dimension how many numbers a vector has, 1 to {@value #MAX_DIMENSION}
 */
public record VectorSpace(String model, int dimension) {

    /** The longest name of a model. */
    public static final int MAX_MODEL = 200;
    /** The longest vector. */
    public static final int MAX_DIMENSION = 4_096;

    public VectorSpace {
        Objects.requireNonNull(model, "model");
        if (model.isBlank() || model.length() > MAX_MODEL) {
            throw new IllegalArgumentException("a model's name has 1 to " + MAX_MODEL + " characters");
        }
        if (dimension < 1 || dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException("a dimension is 1 to " + MAX_DIMENSION);
        }
    }
}
