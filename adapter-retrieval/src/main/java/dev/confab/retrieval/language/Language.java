package dev.confab.retrieval.language;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;

/**
 * A language whose words are known well enough to be brought to a common form. What is in none of them is
 * {@link #OTHER}: it is taken apart by Unicode's rules and otherwise left as it is.
 */
public enum Language {
    ARABIC("ar", ""),
    BENGALI("bn", ""),
    BULGARIAN("bg", ""),
    CATALAN("ca", "àçèéíïòóúü·"),
    /** Chinese, Japanese and Korean, which are taken apart alike: into characters and pairs of them. */
    CHINESE_JAPANESE_KOREAN("cjk", ""),
    CZECH("cs", "áčďéěíňóřšťúůýž"),
    DANISH("da", "æøåé"),
    DUTCH("nl", "éëïóöü"),
    ENGLISH("en", ""),
    FINNISH("fi", "äöå"),
    FRENCH("fr", "àâæçèéêëîïôœùûüÿ"),
    GERMAN("de", "äöüß"),
    GREEK("el", ""),
    HINDI("hi", ""),
    HUNGARIAN("hu", "áéíóöőúüű"),
    INDONESIAN("id", ""),
    ITALIAN("it", "àèéìíòóùú"),
    NORWEGIAN("no", "æøåéòô"),
    PERSIAN("fa", ""),
    PORTUGUESE("pt", "áâãàçéêíóôõúü"),
    ROMANIAN("ro", "ăâîșțşţ"),
    RUSSIAN("ru", ""),
    SPANISH("es", "áéíñóúü"),
    SWEDISH("sv", "åäöé"),
    TAMIL("ta", ""),
    TELUGU("te", ""),
    THAI("th", ""),
    TURKISH("tr", "çğıöşüâîû"),
    VIETNAMESE("vi", "àáâãèéêìíòóôõùúýăđĩũơư"),
    OTHER("other", "");

    private static final Map<String, Language> BY_CODE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Language::code, Function.identity()));

    private final String code;
    private final String marked;

    /** @param marked the letters with marks that its words are written with, beside the plain ones of its script */
    Language(String code, String marked) {
        this.code = code;
        this.marked = marked;
    }

    /** Returns its ISO 639-1 code, or what stands for several: lower-case letters. */
    public String code() {
        return code;
    }

    /** Returns what makes terms of its texts. Nothing is left out, however little it says. For use by several threads. */
    public Analyzer analyzer() {
        return LanguageAnalyzer.of(this);
    }

    /** Returns the language of a code. */
    public static Optional<Language> of(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Returns whether these words, as they stand in a question, hold others together or ask, and say no more. */
    public boolean saysLittle(String words) {
        Set<String> frequent = FrequentWords.of(this);
        return Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\s+")).allMatch(frequent::contains);
    }

    /** Whether a letter beyond {@code a} to {@code z} belongs to its spelling. */
    boolean spells(int letter) {
        boolean vietnamese = this == VIETNAMESE && letter >= 0x1EA0 && letter <= 0x1EF9;
        return vietnamese || marked.indexOf(letter) >= 0;
    }

    /** Whether its words are written with Latin letters. */
    boolean isLatin() {
        return switch (this) {
            case ARABIC, BENGALI, BULGARIAN, CHINESE_JAPANESE_KOREAN, GREEK, HINDI, PERSIAN, RUSSIAN, TAMIL, TELUGU,
                    THAI, OTHER ->
                false;
            default -> true;
        };
    }
}
