package dev.confab.rest.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the model says to a question, piece by piece. The question itself tells, so that anybody can say what an answer
 * should have been.
 */
record Speech(List<String> pieces, Duration pause) {

    private static final Pattern MARK = Pattern.compile("#(-?\\d+)/(\\d+)/(\\d+)#");
    private static final List<String> WORDS = List.of("servo ", "knee ", "12 volts, ", "\n", "🤖", "👩‍🚀 ", "é",
            "\"quoted\" ",
            "\\ ", "𝄞", "\u2028", "日本語", "a ", "torque. ", "\t", "ß", "🇪🇺 ", "{}", "data: ", "\r\n");

    /** Before every piece but the first. */
    private static final Duration LONGEST = Duration.ofMillis(50);

    Speech {
        pieces = List.copyOf(pieces);
    }

    /** Returns a question that is answered in so many pieces, after so long a pause, which is short between pieces. */
    static String question(long seed, int pieces, long pauseMillis) {
        return "What about #" + seed + "/" + pieces + "/" + pauseMillis + "#?";
    }

    /** Returns the answer to a question, or to the last of several that were put together. */
    static Speech to(String question) {
        MatchResult mark = MARK.matcher(question)
                .results()
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IllegalArgumentException("nobody here asks so"));
        var random = new Random(Long.parseLong(mark.group(1)));
        var pieces = new ArrayList<String>();
        pieces.add("To " + mark.group() + ": ");
        for (int i = Integer.parseInt(mark.group(2)); i > 1; i--) {
            pieces.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        pieces.add("end.");
        return new Speech(pieces, Duration.ofMillis(Long.parseLong(mark.group(3))));
    }

    Duration pauseBefore(int piece) {
        return piece == 0 || pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    String whole() {
        return String.join("", pieces);
    }
}
