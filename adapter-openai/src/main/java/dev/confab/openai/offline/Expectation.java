package dev.confab.openai.offline;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of thing a question asks for, and how a sentence shows that it holds one. */
enum Expectation {

    /** What the one who asks is called. */
    NAME("\\b(?:my name|who (?:am i|i am)|wie hei(?:ß|ss)e ich|mein name|wer bin ich|me llamo|mi nombre|je m'appelle|"
            + "mon nom|mio nome|mi chiamo|меня зовут|мое имя|моё имя|ben kimim|adım ne)\\b|我叫什么|我的名字|私の名前|اسمي",
            "\\b(?:I am (?=\\p{Lu})|I'm (?=\\p{Lu})|[Mm]y name|[Cc]all me|[Ii]ch hei(?:ß|ss)e|[Ii]ch bin (?=\\p{Lu})|"
                    + "[Mm]ein [Nn]ame|[Mm]e llamo|[Mm]i nombre|[Ss]oy (?=\\p{Lu})|[Jj]e m'appelle|[Jj]e suis (?=\\p{Lu})|"
                    + "[Mm]on nom|[Mm]i chiamo|[Mm]io nome|[Мм]еня зовут|[Bb]enim adım|[Aa]dım)|我叫|我是|"
                    + "私は|名前は|اسمي|أنا"),

    NUMBER("\\b(?:how (?:many|much|tall|high|long|heavy|fast|far|old|deep|wide|big|large|often|hot|cold|small)|"
            + "what (?:percentage|number|speed|weight|height|voltage|price|temperature|distance|frequency)|"
            + "wie (?:viele?|hoch|schnell|schwer|lange?|groß|weit|alt|oft|teuer)|wieviele?|combien|"
            + "cu[aá]nt[oa]s?|quant[oaie]|quantos|quantas|сколько|kaç|hoeveel)\\b|多少|几|いくつ|何[人個台回本度年]|몇|얼마|كم\\b",
            "\\p{N}|\\b(?:none|one|several|infinitely|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|"
                    + "billion|half|twice|double|zero|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|hundert|tausend|"
                    + "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|"
                    + "nueve|diez|due|tre|quattro|cinque|sei|sette|otto|dieci|два|три|четыре|пять|iki|üç|dört|beş)\\b|"
                    + "[一二三四五六七八九十百千万]"),

    TIME("\\b(?:when|what (?:year|date|day|time|month|century)|which (?:year|date|day|month|century)|wann|"
            + "in welchem jahr|quand|en quelle année|cu[aá]ndo|quando|когда|в каком году|ne zaman|hangi yıl|wanneer)\\b|"
            + "いつ|什么时候|何时|哪一?年|언제|متى",
            "\\b(?:1\\d{3}|20\\d{2})\\b|\\d+\\s*(?:BC|AD|am|pm)\\b|\\d{1,2}:\\d{2}|\\b(?:january|february|march|april|may|"
                    + "june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|"
                    + "saturday|sunday|century|decade|yesterday|tomorrow|today|noon|midnight|after|before|once|while|"
                    + "whenever|until|as soon as|during|jahrhundert|janvier|février|mars|avril|juin|juillet|août|"
                    + "septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
                    + "septiembre|octubre|noviembre|diciembre|siècle|siglo)\\b|[\\p{N}一二三四五六七八九十]年|веке"),

    PERSON("\\b(?:who|whom|whose|wer|wem|wen|qui|qui[eé]n(?:es)?|chi|quem|кто|кого|kim|wie is)\\b|谁|誰|누가|누구|من\\b",
            "(?<=\\s)\\p{Lu}\\p{Ll}+|^(?:I am|I'm|My name|\\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}+)|\\b(?:engineer|professor|"
                    + "scientist|doctor|team|company|user|operator)s?\\b"),

    PLACE("\\b(?:where|in which (?:city|country|place|town)|what (?:city|country|place)|wo|woher|wohin|où|d[oó]nde|dove|"
            + "onde|где|куда|nerede|waar)\\b|哪里|哪儿|どこ|어디|أين|اين",
            "\\b(?:in|at|near|on|from|inside|under|behind|between|above|below|next to|im|am|bei|aus|dans|à|en|sur|nel|"
                    + "nella|no|na|в|на)\\s+(?:the\\s+|der\\s+|dem\\s+|la\\s+|le\\s+)?\\p{L}|'d[ae]\\b|在|にあ|で|에서|في"),

    REASON("\\b(?:why|what (?:is the reason|causes?)|for what reason|warum|weshalb|wieso|pourquoi|por qu[eé]|perch[eé]|"
            + "почему|зачем|neden|niçin|waarom)\\b|为什么|為什麼|なぜ|どうして|왜|لماذا",
            "\\b(?:because|since|so that|in order to|due to|owing to|as a result|therefore|thus|hence|reason|caused?|"
                    + "otherwise|weil|denn|damit|deshalb|wegen|parce que|car|afin|puisque|porque|ya que|debido|perché|"
                    + "poiché|потому|так как|поскольку|çünkü|omdat)\\b|因为|因為|由于|ので|から|ため|때문|لأن"),

    DEFINITION(
            "^\\W*(?:what(?:'s| is| are| does| do)|define|was (?:ist|sind|bedeutet)|qu'est[- ]ce|qué (?:es|son|significa)|"
                    + "che cos|cos'è|o que é|что такое|wat is)\\b|\\b(?:meaning of|definition of|stands? for|nedir)\\b|"
                    + "是什么|什么是|とは|무엇|ما هو|ما هي",
            "^\\W*(?:\\w+\\W+){0,4}?(?:is|are|means?|refers? to|denotes?|stands? for|describes?|ist|sind|bedeutet|heißt|"
                    + "bezeichnet|est|sont|désigne|signifie|es|son|significa|è|sono|é|são|это|becomes?)\\b|^.{1,12}(?:是|とは)");

    private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS;

    private final Pattern question;
    private final Pattern sentence;

    Expectation(String question, String sentence) {
        this.question = Pattern.compile(question, FLAGS | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        // A name begins with a capital letter.
        int letterCase = sentence.contains("\\p{Lu}") ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        this.sentence = Pattern.compile(sentence, FLAGS | letterCase);
    }

    /** What this question asks for; the first word that tells decides. */
    static Optional<Expectation> of(String question) {
        String lower = question.toLowerCase(Locale.ROOT);
        Optional<Expectation> first = Optional.empty();
        int earliest = Integer.MAX_VALUE;
        for (Expectation kind : values()) {
            Matcher asking = kind.question.matcher(lower);
            if (asking.find() && asking.start() < earliest) {
                first = Optional.of(kind);
                earliest = asking.start();
            }
        }
        return first;
    }

    /** Whether a sentence holds such a thing. */
    boolean isMetBy(String text) {
        return sentence.matcher(text).find();
    }
}
