package dev.confab.rest.chaos;

import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.Served;
import dev.confab.rest.testing.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers grounded prompts as models do, well and badly: it copies, rewords, cites several passages or the wrong one, cites
 * numbers that do not exist, and puts words in quotation marks that stand nowhere. The same seed and question make the same
 * answer. Its markers come in pieces.
 */
final class GroundedModel implements Behaviour {

    private static final Pattern PASSAGE = Pattern
            .compile("(?s)([0-9a-f]{16}) \\[(\\d+)\\]\n(.*?)\n\n(.*?)\n\\1 end\n");
    private static final Pattern SENTENCE = Pattern.compile("[^.!?。！？\n]+[.!?。！？]");
    private static final String QUESTION = "Question: ";

    private final long seed;
    private final Map<String, Said> said = new ConcurrentHashMap<>();

    /**
     * What was answered.
     *
     * @param cited how many numbers of passages, whether there are such passages or not
     * @param wrong how many of these certainly cannot be kept
     * @param sure  whether all others certainly can
     */
    record Said(String answer, int cited, int wrong, boolean sure) {}

    GroundedModel(long seed) {
        this.seed = seed;
    }

    /** What was answered, by question. */
    Map<String, Said> said() {
        return Map.copyOf(said);
    }

    @Override
    public void answer(Served to) throws IOException, InterruptedException {
        String prompt = JsonValue.parse(to.request().body()).at("messages").items().getLast().at("content").text();
        String question = prompt.substring(prompt.lastIndexOf(QUESTION) + QUESTION.length());
        var passages = new ArrayList<List<String>>();
        for (Matcher found = PASSAGE.matcher(prompt); found.find();) {
            passages.add(SENTENCE.matcher(found.group(4)).results().map(match -> match.group().strip()).toList());
        }
        var random = new Random(seed ^ question.hashCode());
        var answer = new Answer(question, passages, random);
        int statements = 1 + random.nextInt(4);
        for (int count = 0; count < statements; count++) {
            answer.state(random.nextInt(10));
        }
        said.put(question, answer.said());
        speak(to, answer.said().answer(), random);
    }

    private static void speak(Served to, String answer, Random random) throws IOException {
        Behaviours.begin(to);
        for (int at = 0; at < answer.length();) {
            int end = Math.min(answer.length(), at + 1 + random.nextInt(5));
            to.chunk(Behaviours.event(Behaviours.delta(answer.substring(at, end))));
            at = end;
        }
        to.chunk(Behaviours.event(Behaviours.finish("stop")) + Behaviours.event(Behaviours.usage())
                + Behaviours.event("[DONE]")).lastChunk();
    }

    /** One answer while it is made. For one thread. */
    private static final class Answer {

        private final List<List<String>> passages;
        private final Random random;
        private final int best;
        private final String sentence;
        private final StringBuilder text = new StringBuilder();
        private int cited;
        private int wrong;
        private boolean sure = true;

        Answer(String question, List<List<String>> passages, Random random) {
            this.passages = passages;
            this.random = random;
            List<String> asked = words(question);
            Comparator<String> fitting = Comparator
                    .comparingLong(each -> words(each).stream().filter(new HashSet<>(asked)::contains).count());
            sentence = passages.stream().flatMap(List::stream).max(fitting).orElseThrow();
            int number = 0;
            while (!passages.get(number).contains(sentence)) {
                number++;
            }
            best = number + 1;
        }

        private static List<String> words(String text) {
            boolean undivided = text.codePoints().anyMatch(Character::isIdeographic);
            return Arrays.stream(text.split(undivided ? "" : "[^\\p{L}\\p{N}]+", -1))
                    .filter(word -> !word.isBlank())
                    .toList();
        }

        void state(int kind) {
            switch (kind) {
                case 0, 1 -> say(sentence, "[" + best + "]", 1);
                case 2 -> reworded();
                case 3 -> missing();
                case 4 -> misquoted();
                case 5 -> several();
                case 6 -> elsewhere();
                case 7 -> say(sentence, "[" + best + "](https://example.org/" + best + ")", 0);
                case 8 -> invented();
                default -> say("\"" + sentence + "\"", "【" + best + "】", 1);
            }
        }

        private void say(String statement, String marker, int numbers) {
            text.append(text.isEmpty() ? "" : "\n").append(statement).append(' ').append(marker);
            cited += numbers;
        }

        private void reworded() {
            var words = new ArrayList<>(words(sentence));
            Collections.shuffle(words, random);
            say(String.join(words.stream().allMatch(word -> word.length() == 1) ? "" : " ", words) + ".",
                    "[" + best + "]", 1);
            sure = false;
        }

        private void missing() {
            say(sentence, "[" + (passages.size() + 1 + random.nextInt(40)) + "]", 1);
            wrong++;
        }

        private void misquoted() {
            say("They say \"glass stilts wander backwards over seven violet oceans\" there.", "[" + best + "]", 1);
            wrong++;
        }

        private void several() {
            int other = 1 + random.nextInt(passages.size());
            say(sentence, switch (random.nextInt(3)) {
                case 0 -> "[" + best + ", " + other + "]";
                case 1 -> "[" + best + "][" + other + "]";
                default -> "【" + best + "】【" + other + "】";
            }, 2);
            sure = false;
        }

        private void elsewhere() {
            say(sentence, "[" + (best % passages.size() + 1) + "]", 1);
            sure = false;
        }

        private void invented() {
            say("Zwollig quobbert nex marvulous tindery.", "[" + best + "]", 1);
            sure = false;
        }

        Said said() {
            return new Said(text.toString(), cited, wrong, sure);
        }
    }
}
