package dev.confab.domain.prompt;

import dev.confab.domain.IdSource;
import java.util.List;

/** Marks that nobody can guess, for the lines around what is material and no instruction. */
final class Mark {

    private static final int LENGTH = 16;

    private Mark() {}

    /** Returns a new one that stands in none of these texts. */
    static String outside(IdSource marks, List<String> texts) {
        String mark = next(marks);
        while (stands(mark, texts)) {
            mark = next(marks);
        }
        return mark;
    }

    private static boolean stands(String mark, List<String> texts) {
        return texts.stream().anyMatch(text -> text.contains(mark));
    }

    /** The half of a new identity that is made by chance. */
    private static String next(IdSource marks) {
        String digits = Long.toHexString(marks.next().getLeastSignificantBits());
        return "0".repeat(LENGTH - digits.length()) + digits;
    }
}
