package dev.confab.domain.grounding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CitationsTest {

    private final Passage servo = passage("Servos", "A servo holds an angle. It has a motor and a sensor.");
    private final Passage torque = passage("Torque", "Torque is force times lever arm.");

    @Test
    void of_markersInTheAnswer_citesTheirPassagesInOrder() {
        List<Citation> citations = cite("Torque is force times lever arm. [2] A servo holds an angle. [1], see [2].");

        assertEquals(List.of(2, 1), citations.stream().map(Citation::marker).toList());
        assertEquals(List.of(torque.id(), servo.id()), citations.stream().map(Citation::passage).toList());
        assertEquals(List.of("Torque", "Servos"), citations.stream().map(c -> c.title().value()).toList());
    }

    @Test
    void of_wordsOfThePassageInTheAnswer_quotesTheLongestSentence() {
        List<Citation> citations = cite("It says: \"It has a motor and a sensor.\" [1] and more [2]");

        assertEquals(PlainText.of("It has a motor and a sensor."), citations.getFirst().quote());
        assertEquals(1, citations.size());
    }

    @Test
    void of_wordsUnderAHeadingOrInAList_quotesTheirLine() {
        Passage listed = passage("Servos",
                "# Servos\n\nA servo holds an angle.\n\n- quiet: plastic gears\n- strong: metal gears");
        for (String line : List.of("A servo holds an angle.", "quiet: plastic gears", "strong: metal gears")) {
            List<Citation> citations = Citations.of(PlainText.of("It says “" + line + "” [1]"), List.of(listed));

            assertEquals(PlainText.of(line), citations.getFirst().quote());
        }
    }

    @Test
    void of_markersWithoutPassage_areNoCitations() {
        assertEquals(List.of(), cite("[0] [3] [99999] [x] [] [-1] 1] [1 [ 1 ]"));
        assertEquals(List.of(), Citations.of(PlainText.of("see [1]"), List.of()));
    }

    private List<Citation> cite(String answer) {
        return Citations.of(PlainText.of(answer), List.of(servo, torque));
    }

    private static Passage passage(String title, String text) {
        return Passage.whole(new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()), PlainText.of(title),
                PlainText.of(text));
    }
}
