package dev.confab.retrieval.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.te.TeluguAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/**
 * The words of a language that hold others together, or ask: frequent, so that they tell which language it is, and saying
 * so little that a question is better searched without them.
 */
final class FrequentWords {

    private static final Map<Language, Set<String>> WORDS = read();
    private static final Map<String, Integer> SHARED = shared();

    private FrequentWords() {}

    /** In lower case. */
    static Set<String> of(Language language) {
        return WORDS.getOrDefault(language, Set.of());
    }

    /** How many languages have the word. */
    static int languagesOf(String word) {
        return SHARED.getOrDefault(word, 0);
    }

    private static Map<String, Integer> shared() {
        var shared = new HashMap<String, Integer>();
        WORDS.values().forEach(words -> words.forEach(word -> shared.merge(word, 1, Integer::sum)));
        return Map.copyOf(shared);
    }

    private static Map<Language, Set<String>> read() {
        var all = new EnumMap<Language, Set<String>>(Language.class);
        for (Language language : Language.values()) {
            var words = new TreeSet<String>();
            list(language).ifPresent(list -> list
                    .forEach(word -> words.add(new String((char[]) word).toLowerCase(Locale.ROOT))));
            words.addAll(asking(language));
            all.put(language, Set.copyOf(words));
        }
        return all;
    }

    private static Optional<CharArraySet> list(Language language) {
        return Optional.ofNullable(switch (language) {
            case ARABIC -> ArabicAnalyzer.getDefaultStopSet();
            case BENGALI -> BengaliAnalyzer.getDefaultStopSet();
            case BULGARIAN -> BulgarianAnalyzer.getDefaultStopSet();
            case CATALAN -> CatalanAnalyzer.getDefaultStopSet();
            case CZECH -> CzechAnalyzer.getDefaultStopSet();
            case DANISH -> DanishAnalyzer.getDefaultStopSet();
            case DUTCH -> DutchAnalyzer.getDefaultStopSet();
            case ENGLISH -> english();
            case FINNISH -> FinnishAnalyzer.getDefaultStopSet();
            case FRENCH -> FrenchAnalyzer.getDefaultStopSet();
            case GERMAN -> GermanAnalyzer.getDefaultStopSet();
            case GREEK -> GreekAnalyzer.getDefaultStopSet();
            case HINDI -> HindiAnalyzer.getDefaultStopSet();
            case HUNGARIAN -> HungarianAnalyzer.getDefaultStopSet();
            case INDONESIAN -> IndonesianAnalyzer.getDefaultStopSet();
            case ITALIAN -> ItalianAnalyzer.getDefaultStopSet();
            case NORWEGIAN -> NorwegianAnalyzer.getDefaultStopSet();
            case PERSIAN -> PersianAnalyzer.getDefaultStopSet();
            case PORTUGUESE -> PortugueseAnalyzer.getDefaultStopSet();
            case ROMANIAN -> RomanianAnalyzer.getDefaultStopSet();
            case RUSSIAN -> RussianAnalyzer.getDefaultStopSet();
            case SPANISH -> SpanishAnalyzer.getDefaultStopSet();
            case SWEDISH -> SwedishAnalyzer.getDefaultStopSet();
            case TAMIL -> TamilAnalyzer.getDefaultStopSet();
            case TELUGU -> TeluguAnalyzer.getDefaultStopSet();
            case THAI -> ThaiAnalyzer.getDefaultStopSet();
            case TURKISH -> TurkishAnalyzer.getDefaultStopSet();
            case VIETNAMESE, CHINESE_JAPANESE_KOREAN, OTHER -> null;
        });
    }

    /** Lucene's own analyzer has a much shorter list. */
    private static CharArraySet english() {
        try (var list = SnowballFilter.class.getResourceAsStream("english_stop.txt")) {
            return WordlistLoader.getSnowballWordSet(list);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Words of questions and of the way to an answer that the lists lack. */
    private static List<String> asking(Language language) {
        return List.of((switch (language) {
            case ENGLISH ->
                "what which who whom whose when where why how much many please tell explain describe give show "
                        + "find list name me us about can could shall should will would may might must also it's i'm";
            case GERMAN ->
                "wer was wie wo wann warum wieso weshalb wohin woher welche welcher welches welchem welchen wieviel "
                        + "viele bitte erkläre nenne zeige gibt kann man mir uns";
            case SPANISH ->
                "qué cuál cuáles cuándo cuánto cuánta cuántos dónde cómo quién quiénes por porqué favor dime explica hay";
            case FRENCH ->
                "quel quelle quels quelles comment pourquoi quand combien où qui que quoi est-ce svp explique donne";
            case ITALIAN -> "qual quale quali quando quanto quanti quante dove come chi cosa perché spiega";
            case PORTUGUESE -> "qual quais quando quanto quantos onde como quem porque porquê explique diga";
            case DUTCH -> "wie wat waar wanneer waarom hoe welke welk hoeveel leg uit";
            case SWEDISH -> "vad vem var när varför hur vilken vilket vilka många mycket";
            case DANISH -> "hvad hvem hvor hvornår hvorfor hvordan hvilken hvilket hvilke mange meget";
            case NORWEGIAN -> "hva hvem hvor når hvorfor hvordan hvilken hvilket hvilke mange mye";
            case FINNISH -> "mikä mitä missä milloin miksi miten kuka kuinka monta paljon onko";
            case ROMANIAN -> "care ce cine unde când cum cât câte câți câtă cel cea este explică";
            case TURKISH ->
                "ne nedir nerede nasıl neden niçin kim kaç hangi hangisi mi mı mu mü zaman kadar için ile ve bir bu";
            case VIETNAMESE ->
                "là và của có cho các một những được trong không này với để khi đã từ người nào gì ai đâu sao thế "
                        + "như bao nhiêu tại hãy về theo đến ở ra vào cũng sẽ bị hay hoặc thì mà nếu vì";
            case RUSSIAN ->
                "какой какая какие какое каков какова кто что где когда почему зачем сколько куда откуда чем это объясни";
            case BULGARIAN -> "какво кой коя кое кои къде кога защо колко как";
            case GREEK -> "τι ποιος ποια ποιο ποιοι ποιες πού που πότε γιατί πώς πως πόσο πόσα πόσοι είναι και το η ο";
            case ARABIC -> "ما ماذا من متى أين اين كيف لماذا كم هل أي اي هي هو";
            case PERSIAN -> "چه چی چیست کی کجا چرا چگونه چطور چند کدام آیا";
            case HINDI -> "क्या कौन कब कहाँ कहां क्यों कैसे कितना कितने कितनी किस कौनसा है हैं";
            case BENGALI -> "কি কী কে কখন কোথায় কেন কিভাবে কীভাবে কত কোন";
            case THAI -> "อะไร ใคร ที่ไหน เมื่อไร เมื่อไหร่ ทำไม อย่างไร เท่าไร เท่าไหร่ กี่ ไหน ไหม คือ";
            case CZECH -> "co kdo kde kdy proč jak který která které kolik jaký jaká jaké";
            case HUNGARIAN -> "mi ki hol mikor miért hogyan melyik mennyi hány mely";
            case INDONESIAN -> "apa siapa kapan dimana mana mengapa kenapa bagaimana berapa apakah";
            case CATALAN -> "què qui quan on com quin quina quins quines quant quants";
            case TAMIL -> "என்ன யார் எப்போது எங்கே ஏன் எப்படி எத்தனை எந்த";
            case TELUGU -> "ఏమిటి ఎవరు ఎప్పుడు ఎక్కడ ఎందుకు ఎలా ఎంత ఎన్ని ఏ";
            case CHINESE_JAPANESE_KOREAN -> "什么 怎么 怎样 如何 为什么 哪里 哪个 哪些 多少 什麼 怎麼 為什麼 哪裡 的 了 是 吗 嗎 呢 "
                    + "何 です ます とは どの どこ いつ だれ なぜ は が を に の か 무엇 어떻게 언제 어디 누가 왜";
            case OTHER -> "-";
        }).split(" "));
    }
}
