package dev.confab.openai.offline;

import static java.util.Map.entry;

import java.util.Map;

/** Takes English endings off a word, so that its forms compare equal; other languages' words lose little or nothing. */
final class Stem {

    private static final Map<String, String> IRREGULAR = Map.ofEntries(entry("built", "build"), entry("wrote", "write"),
            entry("written", "write"), entry("writing", "write"), entry("made", "make"), entry("found", "find"),
            entry("held", "hold"), entry("began", "begin"), entry("begun", "begin"), entry("won", "win"),
            entry("went", "go"), entry("gone", "go"), entry("gave", "give"), entry("given", "give"),
            entry("took", "take"), entry("taken", "take"), entry("sold", "sell"), entry("bought", "buy"),
            entry("led", "lead"), entry("ran", "run"), entry("fell", "fall"), entry("fallen", "fall"),
            entry("grew", "grow"), entry("grown", "grow"), entry("knew", "know"), entry("known", "know"),
            entry("sent", "send"), entry("spent", "spend"), entry("lost", "lose"), entry("kept", "keep"),
            entry("spoke", "speak"), entry("spoken", "speak"), entry("chose", "choose"), entry("chosen", "choose"),
            entry("broke", "break"), entry("broken", "break"), entry("drove", "drive"), entry("driven", "drive"),
            entry("flew", "fly"), entry("flown", "fly"), entry("rose", "rise"), entry("risen", "rise"),
            entry("taught", "teach"), entry("caught", "catch"), entry("fed", "feed"), entry("met", "meet"),
            entry("shown", "show"), entry("stood", "stand"), entry("swam", "swim"), entry("ate", "eat"),
            entry("eaten", "eat"), entry("drew", "draw"), entry("drawn", "draw"), entry("said", "say"),
            entry("paid", "pay"), entry("left", "leave"), entry("froze", "freeze"), entry("frozen", "freeze"),
            entry("feet", "foot"), entry("teeth", "tooth"), entry("men", "man"), entry("women", "woman"),
            entry("children", "child"), entry("mice", "mouse"), entry("axes", "axis"),
            entry("dies", "die"), entry("died", "die"), entry("death", "die"), entry("dead", "die"),
            entry("lies", "lie"), entry("uses", "use"), entry("used", "use"), entry("using", "use"),
            entry("does", "do"), entry("did", "do"), entry("done", "do"), entry("has", "have"), entry("had", "have"),
            entry("was", "be"), entry("were", "be"), entry("is", "be"), entry("are", "be"), entry("am", "be"),
            entry("been", "be"), entry("being", "be"));

    private Stem() {}

    /** The stem of a word in lower case. */
    static String of(String word) {
        String bare = withoutApostrophe(word);
        String base = IRREGULAR.getOrDefault(bare, bare);
        if (base.length() < 4) {
            return base;
        }
        String stem = withoutSuffix(withoutVerbEnding(withoutPlural(base)));
        int last = stem.length() - 1;
        if (last >= 3 && stem.charAt(last) == 'e') {
            return single(stem.substring(0, last));
        }
        return last >= 3 && stem.charAt(last) == 'y' ? stem.substring(0, last) + 'i' : single(stem);
    }

    private static String withoutApostrophe(String word) {
        int apostrophe = word.indexOf('\'');
        if (apostrophe < 0) {
            return word;
        }
        boolean possessive = word.endsWith("'s") || word.endsWith("'ll") || word.endsWith("'re")
                || word.endsWith("'ve") || word.endsWith("'m") || word.endsWith("'d");
        return possessive ? word.substring(0, apostrophe) : word.replace("'", "");
    }

    private static String withoutPlural(String word) {
        if (!word.endsWith("s") || word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) {
            return word;
        }
        if (word.endsWith("ies") && word.length() > 4) {
            return without(word, 3) + 'y';
        }
        if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches") || word.endsWith("shes")) {
            return without(word, 2);
        }
        return without(word, 1);
    }

    private static String withoutVerbEnding(String word) {
        if (word.endsWith("ied") && word.length() > 4) {
            return without(word, 3) + 'y';
        }
        int ending = word.endsWith("ing") ? 3 : word.endsWith("ed") && !word.endsWith("eed") ? 2 : 0;
        if (ending == 0 || word.length() - ending < 3 || !hasVowel(word, word.length() - ending)) {
            return word;
        }
        return without(word, ending);
    }

    private static String withoutSuffix(String word) {
        int length = word.length();
        if (length >= 8 && word.endsWith("ment")) {
            return without(word, 4);
        }
        if (length >= 8 && (word.endsWith("tional") || word.endsWith("sional"))) {
            return without(word, 5);
        }
        if (length >= 6 && (word.endsWith("tion") || word.endsWith("sion"))) {
            return without(word, 3);
        }
        if (length >= 6 && (word.endsWith("tor") || word.endsWith("sor"))) {
            return without(word, 2);
        }
        if (length >= 7 && word.endsWith("er")) {
            return without(word, 2);
        }
        if (length >= 7 && word.endsWith("ery")) {
            return without(word, 3);
        }
        return length >= 6 && word.endsWith("ly") ? without(word, 2) : word;
    }

    private static String without(String word, int ending) {
        return word.substring(0, word.length() - ending);
    }

    /** Takes back the doubling of a consonant before an ending: stopp, controll. */
    private static String single(String stem) {
        int last = stem.length() - 1;
        boolean doubled = last >= 3 && stem.charAt(last) == stem.charAt(last - 1)
                && "bdfglmnprt".indexOf(stem.charAt(last)) >= 0;
        return doubled ? stem.substring(0, last) : stem;
    }

    private static boolean hasVowel(String word, int to) {
        for (int at = 0; at < to; at++) {
            if ("aeiouy".indexOf(word.charAt(at)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
