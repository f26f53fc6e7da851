package dev.confab.openai.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {

    @ParameterizedTest
    @CsvSource({ "robots, robot", "robot's, robot", "batteries, battery", "classes, class", "measured, measures",
            "measurement, measuring", "rotation, rotate", "rotated, rotating", "controller, controlled",
            "calling, calls",
            "falls, fell", "wrote, written", "actuator, actuate", "discovery, discovered", "feet, foot", "used, using",
            "Über, uber", "café, CAFE", "Straße, STRASSE", "ＲＯＳ, ros", "İstanbul, istanbul", "мой, МОЙ" })
    void of_formsOfOneWord_areTheSame(String one, String two) {
        assertEquals(Words.of(one), Words.of(two));
    }

    @ParameterizedTest
    @CsvSource({ "servo, serve", "motor, mote", "spring, spr", "thing, th", "speed, spe", "mass, ma", "bus, bu",
            "policy, police" })
    void of_differentWords_areDifferent(String one, String two) {
        assertNotEquals(Words.of(one), Words.of(two));
    }

    @Test
    void of_numbersAndUnits_areWordsOfTheirOwn() {
        assertEquals(List.of("3.5", "kg", "1000", "ros", "2"), Words.of("3.5kg 1,000 ROS2"));
    }

    @Test
    void of_scriptsWithoutSpaces_arePairs() {
        assertEquals(List.of("激光", "光雷", "雷达"), Words.of("激光雷达"));
        assertEquals(List.of("力"), Words.of("力"));
    }

    @Test
    void of_nothing_isNothing() {
        assertEquals(List.of(), Words.of("... --- '' !"));
    }
}
