package dev.confab.retrieval.language;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Tells which language a text is in: by its script first, then by its frequent words and the marks on its letters.
 *
 * @param language the language; of a short text that gives nothing away the most common one of its script, of a long one
 *                 {@link Language#OTHER}
 * @param certain  whether the text said so, rather than nothing else
 */
public record LanguageGuess(Language language, boolean certain) {

    /** Of a longer text only its beginning is read, in UTF-16 code units. */
    private static final int READ = 6_000;
    /** A text that shows fewer of a language's frequent words shows nothing. */
    private static final double LEAST_SHARE = 0.12;
    /** A text of so many words that shows nothing is in a language that is not known here. */
    private static final int LONG = 40;
    /** A mark tells more than a word: hardly anybody types one by accident. */
    private static final double MARK = 0.6;
    private static final double WRONG_MARK = 0.8;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}·'’]+");

    /** Returns the language of a text. */
    public static LanguageGuess of(String text) {
        String read = text.substring(0, Math.min(READ, text.length()));
        return switch (script(read)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> sure(Language.CHINESE_JAPANESE_KOREAN);
            case GREEK -> sure(Language.GREEK);
            case DEVANAGARI -> sure(Language.HINDI);
            case BENGALI -> sure(Language.BENGALI);
            case THAI -> sure(Language.THAI);
            case TAMIL -> sure(Language.TAMIL);
            case TELUGU -> sure(Language.TELUGU);
            case CYRILLIC -> ofWords(read, Language.RUSSIAN, Language.BULGARIAN);
            case ARABIC -> ofWords(read, Language.ARABIC, Language.PERSIAN);
            case LATIN -> ofWords(read, LatinLanguages.ALL);
            default -> new LanguageGuess(Language.OTHER, false);
        };
    }

    private static LanguageGuess sure(Language language) {
        return new LanguageGuess(language, true);
    }

    /** What most of its letters are; a character of Chinese, Japanese or Korean says as much as several letters. */
    private static UnicodeScript script(String text) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        text.codePoints().filter(Character::isLetter).forEach(letter -> {
            UnicodeScript script = UnicodeScript.of(letter);
            boolean dense = script == UnicodeScript.HAN || script == UnicodeScript.HIRAGANA
                    || script == UnicodeScript.KATAKANA || script == UnicodeScript.HANGUL;
            letters.merge(dense ? UnicodeScript.HAN : script, dense ? 3 : 1, Integer::sum);
        });
        return letters.entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(UnicodeScript.UNKNOWN);
    }

    private static LanguageGuess ofWords(String text, Language... candidates) {
        var scores = new EnumMap<Language, Double>(Language.class);
        int[] words = { 0 };
        WORD.matcher(text).results().map(MatchResult::group).forEach(word -> {
            words[0]++;
            String lower = word.toLowerCase(Locale.ROOT);
            for (Language candidate : candidates) {
                scores.merge(candidate, score(lower, candidate), Double::sum);
            }
        });
        Language usual = candidates[0];
        Language best = usual;
        double next = 0;
        for (Language candidate : candidates) {
            double score = scores.getOrDefault(candidate, 0.0);
            if (score > scores.getOrDefault(best, 0.0)) {
                next = scores.getOrDefault(best, 0.0);
                best = candidate;
            } else if (candidate != best) {
                next = Math.max(next, score);
            }
        }
        double score = scores.getOrDefault(best, 0.0);
        if (score < LEAST_SHARE * words[0]) {
            return new LanguageGuess(words[0] >= LONG && usual.isLatin() ? Language.OTHER : usual, false);
        }
        return new LanguageGuess(best, score > Math.max(0, next));
    }

    /** A word that fewer languages have says more. */
    private static double score(String word, Language language) {
        double score = 0;
        // A single Latin letter is more often somebody's initial than a word.
        boolean initial = language.isLatin() && word.length() == 1 && word.charAt(0) < 0x80;
        if (!initial && FrequentWords.of(language).contains(word)) {
            score += 1 / Math.sqrt(FrequentWords.languagesOf(word));
        }
        if (language.isLatin()) {
            for (int at = 0; at < word.length(); at++) {
                int letter = word.charAt(at);
                if (letter >= 0xC0 && letter != 0x2019) {
                    score += language.spells(letter) ? MARK / Math.sqrt(LatinLanguages.spelling(letter)) : -WRONG_MARK;
                }
            }
        } else if (language == Language.PERSIAN && word.chars().anyMatch(letter -> "پچژگکی".indexOf(letter) >= 0)) {
            score += MARK;
        } else if (language == Language.BULGARIAN && word.chars().anyMatch(letter -> "ыэё".indexOf(letter) >= 0)) {
            score -= WRONG_MARK;
        } else if (language == Language.BULGARIAN && word.indexOf('ъ') > 0) {
            score += MARK / 2;
        }
        return score;
    }
}
