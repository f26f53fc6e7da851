import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A test collection in BEIR layout.
 *
 * @param texts     what is searched
 * @param questions those that somebody judged something of
 * @param judged    for each question the grade of each text that was judged
 */
record Collection(String name, List<Entry> texts, List<Entry> questions, Map<String, Map<String, Integer>> judged) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    /** A text or a question; questions have no title. */
    record Entry(String id, String title, String text) {
    }

    static Collection read(Path folder) {
        try {
            Map<String, Map<String, Integer>> judged = judged(folder.resolve("qrels").resolve("test.tsv"));
            List<Entry> questions = entries(folder.resolve("queries.jsonl")).stream()
                    .filter(question -> judged.containsKey(question.id())).toList();
            return new Collection(folder.getFileName().toString(), entries(folder.resolve("corpus.jsonl")), questions,
                    judged);
        } catch (IOException missing) {
            throw new Broken(folder + " is no collection in BEIR layout: " + missing);
        }
    }

    private static List<Entry> entries(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (!line.isBlank()) {
                entries.add(new Entry(field(line, "_id"), field(line, "title"), field(line, "text")));
            }
        }
        return entries;
    }

    private static Map<String, Map<String, Integer>> judged(Path file) throws IOException {
        var judged = new TreeMap<String, Map<String, Integer>>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length >= 3 && !columns[0].equals("query-id")) {
                judged.computeIfAbsent(columns[0], question -> new HashMap<>()).put(columns[columns.length - 2],
                        Integer.parseInt(columns[columns.length - 1]));
            }
        }
        return judged;
    }

    /** A field of text of an object that has no objects in it but after that field; empty if it is not there. */
    private static String field(String object, String name) {
        Matcher field = Pattern.compile("\"" + name + "\"\\s*:\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|(\\d+))").matcher(object);
        if (!field.find()) {
            return "";
        }
        return field.group(1) == null ? field.group(2) : plain(field.group(1));
    }

    private static String plain(String escaped) {
        return ESCAPE.matcher(escaped).replaceAll(found -> Matcher.quoteReplacement(
                found.group(1) != null ? Character.toString((char) Integer.parseInt(found.group(1), 16))
                        : switch (found.group(2)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "b" -> "\b";
                            case "f" -> "\f";
                            default -> found.group(2);
                        }));
    }
}
