package dev.confab.domain.attachment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathShapeTest {

    private static final double EXACT = 1e-9;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            M10 10 L20 30                      | 10  | 10   | 20  | 30  | false | 1
            M10,10 20,30                       | 10  | 10   | 20  | 30  | false | 1
            m10 10 10 20z                      | 10  | 10   | 20  | 30  | true  | 1
            M 10 10 H 30 V -5 h -40 v 5.5      | -10 | -5   | 30  | 10  | false | 1
            M0 0L10 0L10 10L0 0                | 0   | 0    | 10  | 10  | true  | 1
            M0 0h10v10zm20 20h5v5z             | 0   | 0    | 25  | 25  | true  | 2
            M0 0h10v10z M20 20 L30 30          | 0   | 0    | 30  | 30  | false | 2
            M0 0 C0 10 10 10 10 0              | 0   | 0    | 10  | 7.5 | false | 1
            M0 0 c0 10 10 10 10 0 s10 -10 10 0 | 0   | -7.5 | 20  | 7.5 | false | 1
            M0 0 Q5 10 10 0                    | 0   | 0    | 10  | 5   | false | 1
            M0 0 q5 10 10 0 t10 0              | 0   | -5   | 20  | 5   | false | 1
            M0 0 T10 0                         | 0   | 0    | 10  | 0   | false | 1
            M0 0 A5 5 0 0 1 10 0               | 0   | -5   | 10  | 0   | false | 1
            M0 0 A5 5 0 0 0 10 0               | 0   | 0    | 10  | 5   | false | 1
            M0 0 A1 1 0 0110 0                 | 0   | -5   | 10  | 0   | false | 1
            M10 0 A10 10 0 1 0 20 10           | 0   | 0    | 20  | 20  | false | 1
            M0 0 A10 5 90 0 1 0 20             | 0   | 0    | 5   | 20  | false | 1
            M0 0 A0 5 0 0 1 10 3               | 0   | 0    | 10  | 3   | false | 1
            M5 6                               | 5   | 6    | 5   | 6   | false | 1
            M1.5.5L-1e1-2                      | -10 | -2   | 1.5 | 0.5 | false | 1
            """)
    void of_aPath_isTheLeastRectangleAroundIt(String path, double left, double top, double right, double bottom,
            boolean closed, int lines) {
        PathShape shape = PathShape.of(path).orElseThrow();

        assertEquals(left, shape.left(), EXACT);
        assertEquals(top, shape.top(), EXACT);
        assertEquals(right, shape.right(), EXACT);
        assertEquals(bottom, shape.bottom(), EXACT);
        assertEquals(closed, shape.closed());
        assertEquals(lines, shape.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "L10 10", "10 10", "M", "M10", "M10 10 L", "M10 10 L10", "M10 10 X5",
            "M10 10 L1,",
            "M10 10 L1,,2 3", "M10 10 A1 1 0 2 0 5 5", "M10 10 A1 1", "Mnan 0", "M1e10 0", "M1e400 0", "M0 0 Z Z Z x",
            "M0 0 Z", "M1 1 L2 2;", "M1 1 L２ ２", "<path d='M0 0L1 1'/>", "M0 0 l9e8 0 l9e8 0" })
    void of_whatIsNoPath_isEmpty(String text) {
        assertEquals(Optional.empty(), PathShape.of(text));
    }

    @Test
    void of_thousandsOfSteps_endsSoon() {
        PathShape shape = PathShape.of("M0 0" + "a1 1 0 0 1 1 1".repeat(1_000) + "z").orElseThrow();

        assertEquals(1_000, shape.right(), 1);
        assertTrue(shape.closed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            M10 10 L20 20 L10 20 Z  | upper left
            M45 90 L55 110          | middle centre
            M90 190 L99 199         | lower right
            M70 10 L80 20           | upper right
            """)
    void describedOn_aPicture_tellsWhere(String path, String place) {
        String told = new Attachment.SvgPath(Optional.empty(), PlainText.of(path), ViewBox.of("0 0 100 200"))
                .described()
                .value();

        assertTrue(told.contains("in the " + place + " of the picture"), told);
    }

    @Test
    void describedOn_aPicture_tellsAll() {
        PathShape knee = PathShape.of("M30 140 L40 140 L40 150 Z").orElseThrow();

        assertEquals("A mark, drawn as one closed outline on a picture that is 100 wide and 200 high. Its centre is in"
                + " the lower centre of the picture, 35% from the left edge and 73% from the top edge. It reaches from"
                + " 30% to 40% of the width and from 70% to 75% of the height. Left and right are those of the picture.",
                knee.describedOn(ViewBox.of("0 0 100 200").orElseThrow()));
        assertEquals("A mark, drawn as one closed outline. It reaches from x 30 to 40 and from y 140 to 150, and its"
                + " centre is at x 35, y 145; y grows downwards. How large the picture is, is not known.",
                knee.described());
        assertTrue(knee.describedOn(ViewBox.of("50,0 100,200").orElseThrow()).contains("outside of the picture"));
        assertTrue(PathShape.of("M5 5")
                .orElseThrow()
                .describedOn(ViewBox.of("0 0 9 9").orElseThrow())
                .contains("hardly more than a point"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0 0 1", "0 0 0 1", "0 0 1 -1", "0 0 1 1 1", "a b c d", "0 0 1e10 1", "0 0 1 1 x" })
    void viewBox_thatIsNone_isEmpty(String text) {
        assertEquals(Optional.empty(), ViewBox.of(text));
    }

    @Test
    void viewBox_comesBackFromItsText() {
        for (String text : List.of("0 0 100 200", "-1.5 0.25 3.125 1.0E-4")) {
            ViewBox box = ViewBox.of(text).orElseThrow();
            assertEquals(Optional.of(box), ViewBox.of(box.text()));
        }
    }

    @Test
    void attachments_beyondTheirLimits_areNone() {
        var context = new Attachment.Context(Optional.empty(), PlainText.of("x".repeat(Attachment.MAX_DATA)));
        assertEquals(2, new Attachments(List.of(context, context)).all().size());
        assertThrows(IllegalArgumentException.class, () -> new Attachments(Collections.nCopies(3, context)));
        var little = new Attachment.Context(Optional.empty(), PlainText.of("1"));
        assertThrows(IllegalArgumentException.class,
                () -> new Attachments(Collections.nCopies(Attachments.MAX + 1, little)));
        for (String wrong : List.of("", " ", "x".repeat(Attachment.MAX_DATA + 1))) {
            assertThrows(IllegalArgumentException.class,
                    () -> new Attachment.Context(Optional.empty(), PlainText.of(wrong)));
        }
        for (String wrong : List.of("", " ", "x".repeat(Attachment.MAX_LABEL + 1))) {
            assertThrows(IllegalArgumentException.class,
                    () -> new Attachment.Context(Optional.of(PlainText.of(wrong)), PlainText.of("1")));
        }
        assertThrows(IllegalArgumentException.class,
                () -> new Attachment.SvgPath(Optional.empty(), PlainText.of("L1 1"), Optional.empty()));
    }
}
