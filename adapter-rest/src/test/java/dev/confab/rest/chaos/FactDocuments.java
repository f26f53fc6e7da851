package dev.confab.rest.chaos;

import dev.confab.rest.testing.PdfBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Documents of invented facts in several languages, questions that they answer, and questions that they do not. The same
 * seed makes the same ones.
 */
final class FactDocuments {

    private static final int FACTS = 8;

    private final Random random;
    private final Set<String> names = new HashSet<>();
    private final List<File> files = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();

    /** A file, and what takes its place later: other facts, by their pages or parts. */
    record File(String name, List<String> pages, List<String> replacement) {

        byte[] first() {
            return bytes(pages);
        }

        byte[] second() {
            return bytes(replacement);
        }

        private byte[] bytes(List<String> texts) {
            return name.endsWith(".pdf") ? PdfBytes.of(texts)
                    : String.join("\n\n", texts).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A question and the sentence of a document that answers it. */
    record Fact(String question, String sentence) {}

    private FactDocuments(long seed) {
        random = new Random(seed);
    }

    static FactDocuments of(long seed) {
        var documents = new FactDocuments(seed);
        for (FactTongue tongue : FactTongue.all()) {
            for (String kind : tongue.kinds()) {
                documents.add(tongue, kind);
            }
        }
        return documents;
    }

    List<File> files() {
        return List.copyOf(files);
    }

    /** Questions with what answers them. */
    List<Fact> facts() {
        return List.copyOf(facts);
    }

    /** Questions about other things, with names that stand nowhere. */
    List<String> foreign(int ofEach) {
        var questions = new ArrayList<String>();
        for (FactTongue tongue : FactTongue.all()) {
            for (String question : tongue.foreign()) {
                for (int count = 0; count < ofEach; count++) {
                    questions.add(question.replace("{N}", name(tongue)));
                }
            }
        }
        return questions;
    }

    /** Questions like those that are answered, about names that stand nowhere. */
    List<String> near() {
        var questions = new ArrayList<String>();
        for (FactTongue tongue : FactTongue.all()) {
            tongue.facts().forEach(fact -> questions.add(fact.question().replace("{N}", name(tongue))));
        }
        return questions;
    }

    private void add(FactTongue tongue, String kind) {
        var said = new ArrayList<String>();
        for (int at = 0; at < FACTS; at++) {
            FactTongue.Form form = tongue.facts().get(at % tongue.facts().size());
            String name = name(tongue);
            String sentence = form.sentence()
                    .replace("{N}", name)
                    .replace("{V}", Integer.toString(100 + random.nextInt(9_900)));
            facts.add(new Fact(form.question().replace("{N}", name), sentence));
            said.add(sentence);
        }
        String title = "file-" + files.size() + "." + kind;
        files.add(new File(title, content(tongue, kind, said), content(tongue, kind,
                said.stream().map(sentence -> sentence.replaceAll("[0-9]+", "7")).toList())));
    }

    private List<String> content(FactTongue tongue, String kind, List<String> facts) {
        boolean pdf = kind.equals("pdf");
        var pages = new ArrayList<String>();
        for (int at = 0; at < facts.size(); at++) {
            var text = new StringBuilder(kind.equals("md") ? "## " + name(tongue) + "\n\n" : "");
            for (int count = 0; count < 6; count++) {
                String sentence = count == 3 ? facts.get(at) : filler(tongue);
                text.append(sentence).append(pdf ? "\n" : tongue.space());
            }
            pages.add(text.toString());
        }
        return List.copyOf(pages);
    }

    private String filler(FactTongue tongue) {
        return tongue.filler().get(random.nextInt(tongue.filler().size()));
    }

    /** A name that nothing else has. */
    private String name(FactTongue tongue) {
        while (true) {
            var name = new StringBuilder();
            for (int count = 0; count < 3; count++) {
                name.append(tongue.syllables().get(random.nextInt(tongue.syllables().size())));
            }
            String written = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            if (names.add(written)) {
                return written;
            }
        }
    }
}
