package dev.confab.retrieval.language;

import java.io.Reader;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliNormalizationFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fa.PersianCharFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.hu.HungarianLightStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ro.RomanianNormalizationFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.apache.lucene.analysis.te.TeluguNormalizationFilter;
import org.apache.lucene.analysis.te.TeluguStemFilter;
import org.apache.lucene.analysis.th.ThaiTokenizer;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/**
 * Makes terms of the texts of one language: words by Unicode's rules (Thai, which writes no spaces, by a dictionary), in
 * lower case, without endings and accents; Chinese, Japanese and Korean as characters and pairs of them, in the texts of
 * every language. Nothing is left out here: a word that says little also stands in the index, and a question of nothing
 * but such words still finds it.
 */
final class LanguageAnalyzer extends Analyzer {

    private static final int ALL_SCRIPTS = CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA
            | CJKBigramFilter.HANGUL;
    private static final Map<Language, Analyzer> ALL = Arrays.stream(Language.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), one -> new LanguageAnalyzer(one.code())));

    private final String code;

    private LanguageAnalyzer(String code) {
        this.code = code;
    }

    static Analyzer of(Language language) {
        return Objects.requireNonNull(ALL.get(language));
    }

    @Override
    protected Reader initReader(String field, Reader reader) {
        return code.equals("fa") ? new PersianCharFilter(reader) : reader;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = code.equals("th") && ThaiTokenizer.DBBI_AVAILABLE ? new ThaiTokenizer()
                : new StandardTokenizer();
        TokenStream terms = new DecimalDigitFilter(lowerCase(new CJKWidthFilter(words)));
        terms = new CJKBigramFilter(terms, ALL_SCRIPTS, true);
        return new TokenStreamComponents(words, new ASCIIFoldingFilter(stemmed(terms)));
    }

    private TokenStream lowerCase(TokenStream words) {
        return switch (code) {
            case "el" -> new GreekLowerCaseFilter(words);
            case "tr" -> new TurkishLowerCaseFilter(new ApostropheFilter(words));
            case "en" -> new LowerCaseFilter(new EnglishPossessiveFilter(words));
            default -> new LowerCaseFilter(words);
        };
    }

    private TokenStream stemmed(TokenStream words) {
        return switch (code) {
            case "ar" -> new ArabicStemFilter(new ArabicNormalizationFilter(words));
            case "bg" -> new BulgarianStemFilter(words);
            case "bn" -> new BengaliStemFilter(new BengaliNormalizationFilter(new IndicNormalizationFilter(words)));
            case "ca" ->
                new SnowballFilter(new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES), new CatalanStemmer());
            case "cs" -> new CzechStemFilter(words);
            case "da" -> new SnowballFilter(words, new DanishStemmer());
            case "de" -> new GermanLightStemFilter(new GermanNormalizationFilter(words));
            case "el" -> new GreekStemFilter(words);
            case "en" -> new PorterStemFilter(new ASCIIFoldingFilter(words));
            case "es" -> new SpanishLightStemFilter(words);
            case "fa" -> new PersianStemFilter(new PersianNormalizationFilter(new ArabicNormalizationFilter(words)));
            case "fi" -> new SnowballFilter(words, new FinnishStemmer());
            case "fr" -> new FrenchLightStemFilter(new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES));
            case "hi" -> new HindiStemFilter(new HindiNormalizationFilter(new IndicNormalizationFilter(words)));
            case "hu" -> new HungarianLightStemFilter(words);
            case "id" -> new IndonesianStemFilter(words);
            case "it" -> new ItalianLightStemFilter(new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES));
            case "nl" -> new SnowballFilter(words, new DutchStemmer());
            case "no" -> new NorwegianLightStemFilter(words);
            case "pt" -> new PortugueseLightStemFilter(words);
            case "ro" -> new SnowballFilter(new RomanianNormalizationFilter(words), new RomanianStemmer());
            case "ru" -> new RussianLightStemFilter(words);
            case "sv" -> new SwedishLightStemFilter(words);
            case "ta" -> new SnowballFilter(new IndicNormalizationFilter(words), new TamilStemmer());
            case "te" -> new TeluguStemFilter(new TeluguNormalizationFilter(new IndicNormalizationFilter(words)));
            case "tr" -> new SnowballFilter(words, new TurkishStemmer());
            case "vi" -> syllablesAndPairs(words);
            default -> words;
        };
    }

    /** A Vietnamese word is written as one to three syllables, each by itself. */
    private static TokenStream syllablesAndPairs(TokenStream syllables) {
        var pairs = new ShingleFilter(syllables, 2, 2);
        pairs.setOutputUnigrams(true);
        return pairs;
    }

    @Override
    protected TokenStream normalize(String field, TokenStream in) {
        return new ASCIIFoldingFilter(lowerCase(new CJKWidthFilter(in)));
    }
}
