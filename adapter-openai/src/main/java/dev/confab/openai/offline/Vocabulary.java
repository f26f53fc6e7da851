package dev.confab.openai.offline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known beforehand about words: which say little, which belong together. All in the form of {@link Words}. */
final class Vocabulary {

    /** Words that connect others, in the languages most often written; every other language has idf alone. */
    private static final Set<String> CONNECTING = words("""
            a an the this that these those it its he she his her him they them their there here i me my mine we us our
            you your be do have can could will would shall should may might must of in on at to for from by with without
            about into onto over under between through as than then so such and or not nor but if because while also
            just only very more most much many some any all each both few other same too again what which who whom whose
            when where why how im ive whats
            der die das den dem des ein eine einen einem einer eines und oder nicht ist sind war waren wird werden wurde
            hat haben ich du er sie es wir ihr mein dein sein im in am an auf aus bei mit nach von vor zu zum zur für über
            wie was wer wen wem wo wann warum welche welcher welches wieviel viel viele man sich auch kann
            le la les un une des du de et ou ne pas est sont etait a ont je tu il elle nous vous ils mon ton son ma sa ses
            ce cette ces dans sur sous avec pour par que qui quoi quel quelle quels quelles ou quand comment pourquoi
            combien se au aux en y
            el los las unos unas del y o no es son era fue ha han yo tu el ella mi su sus se lo al en con sin por para que
            quien cual cuales cuando donde como cuanto cuanta cuantos cuantas
            il lo gli i una di da e non sono ha hanno nel nella che chi quale quali quando dove come perche quanto quanti
            o os as um uma e nao sao do da dos das no na em com sem por para que quem qual quais quando onde como quanto
            het een en van is zijn wat wie waar wanneer hoe waarom
            ve bir bu su ne mi mu nedir kim nerede zaman nasil neden kac icin ile da de
            и в не на с что как кто где когда почему сколько это он она они мы вы я по из за от для у о
            في من على الى عن ما ماذا متى اين كيف لماذا كم هل هو هي هذا هذه ان التي الذي و
            """);

    /** Words by which one asks for something without saying what. */
    private static final Set<String> ASKING = words("""
            explain describe tell show give list define mean say state mention please tl dr tldr know want understand summarize
            summarise summary simplify question answer text selection selected passage paragraph sentence section chapter
            author according page main point idea gist translate rephrase help content information briefly short meaning
            kind type purpose thing thanks hello hi hey good morning evening afternoon day ok okay
            erklare zusammenfassung erlautere bedeutet text abschnitt heisst explique resume texte signifie resumen
            significa texto explica spiega testo riassumi
            """);

    private static final Set<String> GREETING = words("""
            hello hi hey howdy greetings good morning evening afternoon day there how are you thanks thank ok okay cool
            great nice to meet welcome yo bye goodbye hallo guten tag morgen abend moin servus bonjour salut bonsoir merci
            hola buenos dias gracias ciao buongiorno grazie ola obrigado merhaba selam tesekkurler привет здравствуйте
            спасибо مرحبا السلام عليكم شكرا 你好 您好 谢谢 こん んに にち ちは 안녕 녕하 하세 세요
            """);

    private static final Map<String, List<String>> RELATED = related(List.of("tall: height high metre meter",
            "high: height tall", "heavy: weight mass kg kilogram gram tonne",
            "weigh: weight mass kg kilogram gram tonne",
            "weight: weigh mass kg gram", "mass: weigh weight kg gram", "long: length metre meter last",
            "length: long metre", "fast: speed velocity quickly rate rpm", "speed: fast velocity rpm",
            "quick: speed fast", "old: age year born", "age: old year born", "born: birth", "birth: born",
            "deep: depth", "wide: width", "hot: temperature degree warm", "cold: temperature degree cool",
            "far: distance range reach kilometre kilometer", "distance: far range", "range: reach far", "near: close",
            "cost: price expensive dollar euro", "price: cost dollar euro", "expensive: cost price",
            "often: time per every",
            "frequency: hertz hz often", "name: called named call", "call: name", "live: home reside inhabit city",
            "author: write", "write: author", "invent: inventor develop create introduce", "discover: discovery find",
            "create: make build design", "make: build create manufacture", "build: construct make",
            "advantage: benefit better", "benefit: advantage", "disadvantage: drawback problem downside worse",
            "drawback: disadvantage problem", "problem: drawback difficulty", "begin: start", "start: begin",
            "end: finish stop", "stop: halt end", "cause: because reason lead", "reason: because cause",
            "die: death killed", "job: work occupation", "work: job operate function", "big: large size",
            "large: big size", "size: large big", "small: little tiny", "happen: occur", "need: require",
            "require: need", "differ: difference whereas unlike", "difference: differ whereas unlike",
            "abbreviation: stand", "stand: abbreviation short", "voltage: volt", "current: ampere amp", "buy: purchase",
            "avoid: prevent", "prevent: avoid", "detect: sense", "favourite: favorite love",
            "like: love enjoy favorite"));

    private Vocabulary() {}

    /** Whether the word only connects others or asks for something. */
    static boolean isWeak(String word) {
        return CONNECTING.contains(word) || isPlainPair(word);
    }

    /** Whether the word asks for something without saying what. */
    static boolean isAsking(String word) {
        return ASKING.contains(word);
    }

    static boolean isGreeting(String word) {
        return GREETING.contains(word);
    }

    /** Words that often stand in an answer where this one stood in the question. */
    static List<String> relatedTo(String word) {
        return RELATED.getOrDefault(word, List.of());
    }

    /** Pairs of Chinese, Japanese or Korean characters in which nothing or little is said. */
    private static boolean isPlainPair(String word) {
        if (word.isEmpty() || word.charAt(0) < '\u3040') {
            return false;
        }
        boolean hiragana = word.chars().allMatch(unit -> unit >= '\u3040' && unit <= '\u309F');
        return hiragana || word.chars().anyMatch(unit -> "什么的吗呢哪谁怎是在了吧何誰，".indexOf(unit) >= 0);
    }

    private static Set<String> words(String list) {
        Set<String> words = new HashSet<>(Words.of(list));
        Arrays.stream(list.split("\\s+")).filter(word -> !word.isEmpty()).forEach(words::add);
        return Set.copyOf(words);
    }

    private static Map<String, List<String>> related(List<String> lines) {
        var related = new HashMap<String, List<String>>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String word = Words.of(line.substring(0, colon)).getFirst();
            related.put(word, Words.of(line.substring(colon)).stream().distinct().collect(Collectors.toList()));
        }
        return Map.copyOf(related);
    }
}
