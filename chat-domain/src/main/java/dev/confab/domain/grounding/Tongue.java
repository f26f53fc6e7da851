package dev.confab.domain.grounding;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The languages in which the rules of grounding know words: the most frequent ones, and how to say that nothing is said. */
enum Tongue {
    ENGLISH("The documents do not say anything about this.",
            "a about after all also an and any are as at be been but by can could did do does for from had has have he her"
                    + " his how i if in into is it its me more most my no not of on or other our out she should so some such"
                    + " than that the their them then there these they this those to up was we were what when where which who"
                    + " why according see says states source sources cf will with would you your tell explain give please"),
    GERMAN("Dazu sagen die Dokumente nichts.",
            "aber alle als also am an auch auf aus bei bin bis das dass dem den denn der des die dies diese dieser du durch ein"
                    + " eine einem einen einer er es für gibt hat haben hier ich ihr ihre im in ist ja kann kein keine man mich"
                    + " mir mit nach nicht noch nur oder sein seine sich sie sind so über um und uns unter viel viele vom von vor"
                    + " wann war waren warum was welche welcher welches wenn wer werden wie wieviel wir wird wo wurde zu zum zur"),
    SPANISH("Los documentos no dicen nada al respecto.",
            "al algo como cómo con cual cuál cuáles cuando cuándo cuánto cuántos de del desde donde dónde e el él ella en"
                    + " entre era es esa ese eso esta está están este esto fue ha hace hasta hay la las le lo los más me mi"
                    + " muy no nos o para pero por porque puede que qué quién quien se ser si sí sin sobre son su sus también"
                    + " te tiene tu un una uno unos y ya"),
    ROMANIAN("Documentele nu spun nimic despre acest lucru.",
            "a acest această aceasta acesta aceste ai al ale am are asta au avea ca că câți câte când cât care ce cea cel cei"
                    + " cele cine cu cum cui da dacă de deci despre din după e el ea ei este eu fi fie fost în in între îl îi la"
                    + " le lui mai mi nu o ori pe pentru prin sa să sau se sunt și si şi te tu un una unde unei unui vor"),
    TURKISH("Belgelerde bu konuda bir şey söylenmiyor.",
            "acaba ama ancak bana bazı ben bir biri biz bu bunu bunun çok da daha de değil diye en gibi göre hangi hem her"
                    + " hiç için ile ise kaç kadar ki kim kime mi mı mu mü nasıl ne neden nedir nerede nereye niçin niye o olan"
                    + " olarak olur on onun şey şu tüm ve veya var ya yok"),
    VIETNAMESE("Các tài liệu không đề cập đến điều này.",
            "ai bao bằng bị các cái chỉ cho có của cùng cũng đã đang đây để đến đi điều đó được gì hay hoặc hơn khi không là"
                    + " lại làm mà mấy một nào này nếu nên như những nhưng ở ra rất sao sẽ tại thế thì theo trên trong từ và vào"
                    + " về vì với"),
    RUSSIAN("В документах об этом ничего не сказано.",
            "а без был была были было быть в вам вас во вот все всё вы где да для до его ее её если есть еще ещё же за зачем"
                    + " и из или им их к как какая какие какой какое когда кто ли между мне может мы на над не нет них но о об"
                    + " он она они от по под почему при про с сколько со так такое такой там то только ты у уже чего чем что"
                    + " чтобы это этого этой этом этот я"),
    GREEK("Τα έγγραφα δεν λένε τίποτα για αυτό.",
            "αλλά αν από αυτά αυτές αυτή αυτό αυτός για γιατί δε δεν εγώ είμαι είναι εκεί ένα ένας έχει ή η ήταν θα και κάθε"
                    + " κατά με μέσα μετά μην μία μια μου να ο οι όπως όταν ότι όχι πιο ποια ποιο ποιος που πού προς πόσα πόσο"
                    + " πότε πρέπει πώς σε σου στα στη στην στις στο στον στους τα τη την της τι τις το τον του τους των ως"),
    ARABIC("لا تذكر الوثائق شيئًا عن ذلك.",
            "أن أو أي أين إلى إن أنا التي الذي الذين ان او أنت بعد بين تم ثم حتى حول ذلك عن على عند غير في فيه قبل قد كان"
                    + " كانت كل كم كما كيف لا لأن لقد لكن لم لماذا لن له لها ما ماذا متى مع من منذ منها نحن هذا هذه هل هم هنا"
                    + " هناك هو هي و وقد وهو وهي يكون"),
    HINDI("दस्तावेज़ों में इसके बारे में कुछ नहीं कहा गया है।",
            "अगर अपना अपनी अपने अब आप इन इस इसका इसकी इसके उन उस उसका उसके एक ऐसा और कब कर करता करते करना करने कहाँ कहां का"
                    + " कि कितना कितनी कितने किया किस की कुछ के कैसे को कोई कौन क्या क्यों गया जब जा जाता जो तक तब तो था थी थे"
                    + " दो द्वारा नहीं ने पर बारे बहुत भी में यदि यह या ये लिए वह वाला वाले वे सकता सकते सब साथ से हम ही हुआ हुई"
                    + " हुए है हैं हो होता होती होते होना"),
    OTHERS_IN_LATIN("The documents do not say anything about this.",
            "à au aux avec avez avons ce cette ces combien comment dans de des du elle en est est-ce et être il ils je la le les"
                    + " leur mais ne nous ou où par pas pour pourquoi quand que quel quelle quels qui quoi sa ses son sont sur un"
                    + " une vous che chi come con cosa da del della delle di dove è gli ha hai il io lo nel nella non per perché"
                    + " più quale quando quanti quanto sono su tra as ao com como da das do dos em é foi isso mais não no na o os"
                    + " onde para pela pelo por qual quantos que quem são se sem seu sua uma você aan als bij dat de deze die dit"
                    + " een er geen het hij hoe hoeveel ik in is je kan maar met naar niet nog of om ook op te tot uit van voor"
                    + " waar waarom wanneer wat welke wie wordt zijn att av den det du ett för från har hur inte jag kan med mycket"
                    + " när och om på som till var vad vem är"),
    THAI("เอกสารไม่ได้กล่าวถึงเรื่องนี้", ""), CHINESE("文档中没有提到这一点。", "");

    private static final List<Tongue> LATIN = List.of(ENGLISH, GERMAN, SPANISH, ROMANIAN, TURKISH, VIETNAMESE,
            OTHERS_IN_LATIN);
    private static final Map<Tongue, Set<String>> WORDS = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), Tongue::words));
    private static final Set<String> FREQUENT = WORDS.values()
            .stream()
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());
    /** Letters that of these languages only one writes. */
    private static final Map<Integer, Tongue> LETTERS = letters();

    private final String nothing;
    private final String frequent;

    Tongue(String nothing, String frequent) {
        this.nothing = nothing;
        this.frequent = frequent;
    }

    private Set<String> words() {
        return Arrays.stream(frequent.split(" ")).collect(Collectors.toUnmodifiableSet());
    }

    /** How it says that the documents do not say. */
    String nothing() {
        return nothing;
    }

    /** Whether a word, as the key of a token, is one of the most frequent ones in any of these languages. */
    static boolean isFrequent(String word) {
        return FREQUENT.contains(word);
    }

    /** The language a text is probably written in; English when it is none of these. */
    static Tongue of(String text) {
        List<Token> tokens = Token.of(text);
        return switch (Terms.script(tokens)) {
            case ARABIC -> ARABIC;
            case CYRILLIC -> has(text, "іїєґўђћџљњ") ? ENGLISH : RUSSIAN;
            case DEVANAGARI -> HINDI;
            case GREEK -> GREEK;
            case HAN -> isJapanese(text) ? ENGLISH : CHINESE;
            case LATIN -> ofLatin(text, tokens);
            case THAI -> THAI;
            default -> ENGLISH;
        };
    }

    private static Tongue ofLatin(String text, List<Token> tokens) {
        var points = new EnumMap<Tongue, Integer>(Tongue.class);
        for (Token token : tokens) {
            for (Tongue tongue : LATIN) {
                if (WORDS.getOrDefault(tongue, Set.of()).contains(token.key())) {
                    points.merge(tongue, 2, Integer::sum);
                }
            }
        }
        text.codePoints().map(Character::toLowerCase).forEach(letter -> {
            if (LETTERS.containsKey(letter)) {
                points.merge(LETTERS.getOrDefault(letter, ENGLISH), 1, Integer::sum);
            }
        });
        Tongue best = ENGLISH;
        for (Tongue tongue : LATIN) {
            best = points.getOrDefault(tongue, 0) > points.getOrDefault(best, 0) ? tongue : best;
        }
        return best;
    }

    private static Map<Integer, Tongue> letters() {
        var letters = new HashMap<Integer, Tongue>();
        "äß".codePoints().forEach(letter -> letters.put(letter, GERMAN));
        "ñ¿¡".codePoints().forEach(letter -> letters.put(letter, SPANISH));
        "șțţ".codePoints().forEach(letter -> letters.put(letter, ROMANIAN));
        "ğıİ".codePoints().forEach(letter -> letters.put(letter, TURKISH));
        "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ".codePoints()
                .forEach(letter -> letters.put(letter, VIETNAMESE));
        return Map.copyOf(letters);
    }

    private static boolean has(String text, String letters) {
        return text.codePoints().map(Character::toLowerCase).anyMatch(unit -> letters.indexOf(unit) >= 0);
    }

    private static boolean isJapanese(String text) {
        return text.codePoints()
                .mapToObj(UnicodeScript::of)
                .anyMatch(script -> script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA);
    }
}
