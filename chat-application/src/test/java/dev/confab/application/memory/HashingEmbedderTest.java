package dev.confab.application.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.EmbedderContract;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashingEmbedderTest extends EmbedderContract {

    @Override
    protected Embedder embedder() {
        return new HashingEmbedder();
    }

    @Test
    void texts_withCommonWordsOrParts_areNear_othersNot() {
        Vector motor = vector("The servo motor holds its position.");

        assertTrue(motor.cosine(vector("Position of a servo motor")) > 0.5);
        assertTrue(motor.cosine(vector("Motors and positions")) > 0.25);
        assertTrue(Math.abs(motor.cosine(vector("Bread rises when yeast ferments"))) < 0.2);
        assertEquals(1, motor.cosine(vector("THE SERVO MOTOR HOLDS ITS POSITION.")), 1e-6);
    }

    @Test
    void vectors_ofAnotherModel_areOthers() {
        var other = new HashingEmbedder(new VectorSpace("another", 256), 4);

        assertNotEquals(vector("torque"), other.embedQuestion(PlainText.of("torque")));
        assertEquals(4, other.batch());
        assertEquals("another", other.space().model());
    }

    @Test
    void vectors_ofOneDimension_exist() {
        var narrow = new HashingEmbedder(new VectorSpace("narrow", 1), 2);
        for (int i = 0; i < 200; i++) {
            assertEquals(1, Math.abs(narrow.embedQuestion(PlainText.of("word" + i + " drow" + i)).toArray()[0]));
        }
    }

    @Test
    void batch_ofNothing_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HashingEmbedder(new VectorSpace("m", 2), 0));
    }

    private static Vector vector(String text) {
        return new HashingEmbedder().embed(List.of(PlainText.of(text))).getFirst();
    }
}
