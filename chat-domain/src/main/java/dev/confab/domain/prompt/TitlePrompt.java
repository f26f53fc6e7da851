package dev.confab.domain.prompt;

import dev.confab.domain.IdSource;
import dev.confab.domain.PlainText;
import dev.confab.domain.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a model is asked for the title of a session, what is made of its answer, and what stands in for it. */
public final class TitlePrompt {

    /** The longest title that is made, in UTF-16 code units. */
    public static final int LONGEST = 80;

    /** How long the model's answer may be, in tokens: more than a title has in any language. */
    public static final int ANSWER_TOKENS = 48;

    private static final int QUOTED = 1_500;
    private static final PlainText INSTRUCTIONS = PlainText
            .of("You name conversations. You are given how one begins. Answer "
                    + "with its title and nothing else: two to seven words, in the language of the question, no quotation marks, no "
                    + "full stop, no formatting.");
    private static final Pattern LABEL = Pattern.compile("(?i)^(title|titel|titre|título|titolo)\\s*[:：]\\s*");
    /** What Markdown puts before a line, and quotation marks. */
    private static final Pattern BEFORE = Pattern.compile("^(?:[#>\\-+*_`~\\s\"'“”„‟«»‹›‘’「」『』]|\\d{1,2}[.)]\\s)+");
    private static final Pattern BEHIND = Pattern.compile("[*_`~\\s\"'“”„‟«»‹›‘’「」『』.。]+$");

    private TitlePrompt() {}

    /** Returns the prompt. */
    public static Prompt of(Message question, Optional<Message> answer, IdSource marks) {
        var pieces = new ArrayList<Material.Piece>();
        pieces.add(new Material.Piece("question", Material.shortened(question.content(), QUOTED)));
        answer.ifPresent(said -> pieces.add(
                new Material.Piece("answer", Material.shortened(said.content(), QUOTED))));
        return Material.asking(INSTRUCTIONS, pieces, "Give the title.", List.of(question.seq()), marks);
    }

    /** Returns the title that the model means; empty if it means none. */
    public static Optional<PlainText> read(PlainText answer) {
        return Material.firstLine(answer.value())
                .map(line -> bare(LABEL.matcher(bare(line)).replaceFirst("")))
                .filter(TitlePrompt::saysSomething)
                .map(title -> PlainText.repaired(Material.cut(title, LONGEST)));
    }

    /** Returns a title from the question itself: its beginning, ended between two words. */
    public static PlainText extract(PlainText question) {
        String line = Material.firstLine(question.value()).orElse("");
        String bare = Material.plain(BEFORE.matcher(line).replaceFirst(""));
        String all = saysSomething(bare) ? bare : Material.plain(question.value());
        return PlainText.repaired(Material.cut(all, LONGEST));
    }

    private static String bare(String line) {
        String all = Material.plain(line);
        return BEHIND.matcher(BEFORE.matcher(all).replaceFirst("")).replaceFirst("");
    }

    private static boolean saysSomething(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
