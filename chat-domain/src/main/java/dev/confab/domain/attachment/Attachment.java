package dev.confab.domain.attachment;

import dev.confab.domain.PlainText;
import java.util.Objects;
import java.util.Optional;

/** One thing that a user gives along with a message. */
public sealed interface Attachment {

    /** The longest label, in UTF-16 code units. */
    int MAX_LABEL = 200;

    /** The longest data, in UTF-16 code units. */
    int MAX_DATA = 16_000;

    /** Returns what the user, or his program, calls it: 1 to {@value #MAX_LABEL} UTF-16 code units, not blank. */
    Optional<PlainText> label();

    /** Returns its data as text. */
    PlainText data();

    /**
     * Tells in words what it is.
     *
     * @return lines of text, not blank, which may hold anything that the user wrote
     */
    PlainText described();

    /**
     * A place that was marked on a picture.
     *
     * @param data    an SVG path, 1 to {@value #MAX_DATA} UTF-16 code units
     * @param viewBox the part of the plane that the picture shows, if it is known
     */
    record SvgPath(Optional<PlainText> label, PlainText data, Optional<ViewBox> viewBox) implements Attachment {

        /** @throws IllegalArgumentException if the data is no path, or too long */
        public SvgPath {
            requireShort(label, data);
            Objects.requireNonNull(viewBox, "viewBox");
            if (PathShape.of(data.value()).isEmpty()) {
                throw new IllegalArgumentException("the data is no SVG path");
            }
        }

        @Override
        public PlainText described() {
            PathShape shape = PathShape.of(data.value()).orElseThrow();
            return PlainText.of(viewBox.map(shape::describedOn).orElseGet(shape::described));
        }
    }

    /**
     * Anything else that has a structure.
     *
     * @param data a JSON text, 1 to {@value #MAX_DATA} UTF-16 code units
     */
    record Context(Optional<PlainText> label, PlainText data) implements Attachment {

        /** @throws IllegalArgumentException if the data is blank or too long; whether it is JSON is not looked at */
        public Context {
            requireShort(label, data);
        }

        @Override
        public PlainText described() {
            return PlainText.of("Data, as JSON: " + data.value());
        }
    }

    private static void requireShort(Optional<PlainText> label, PlainText data) {
        if (label.filter(text -> text.isBlank() || text.length() > MAX_LABEL).isPresent()) {
            throw new IllegalArgumentException("a label has 1 to " + MAX_LABEL + " characters and is not blank");
        }
        if (data.isBlank() || data.length() > MAX_DATA) {
            throw new IllegalArgumentException("data has 1 to " + MAX_DATA + " characters and is not blank");
        }
    }
}
