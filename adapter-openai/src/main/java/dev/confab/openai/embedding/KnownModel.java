package dev.confab.openai.embedding;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What is known of a model by its name, whatever folder stands before it and whatever tag behind.
 *
 * @param dimension       how many numbers its vectors have, if that needs no asking
 * @param takesDimension  whether it can be asked for fewer
 * @param maxTokens       how many tokens of a text it reads
 * @param questionPrefix  what it wants to see before a question
 * @param passagePrefix   what it wants to see before a passage
 */
record KnownModel(OptionalInt dimension, boolean takesDimension, int maxTokens, String questionPrefix,
        String passagePrefix) {

    /** What is assumed of others: those that read less mostly cut by themselves, and who refuses is asked with less. */
    private static final KnownModel UNKNOWN = symmetric(8_000);
    private static final String SEARCHING = "Represent this sentence for searching relevant passages: ";

    private static final List<Entry> ENTRIES = List.of(
            new Entry("text-embedding-3-small", new KnownModel(OptionalInt.of(1_536), true, 8_000, "", "")),
            new Entry("text-embedding-3-large", new KnownModel(OptionalInt.of(3_072), true, 8_000, "", "")),
            new Entry("text-embedding-3.*", new KnownModel(OptionalInt.empty(), true, 8_000, "", "")),
            new Entry("text-embedding-ada-002", new KnownModel(OptionalInt.of(1_536), false, 8_000, "", "")),
            new Entry("gemini-embedding.*|text-embedding-00\\d", symmetric(2_000)),
            new Entry("(multilingual-)?e5-(small|base|large).*(?<!instruct)", asymmetric(500, "query: ", "passage: ")),
            new Entry("nomic-embed-text.*", asymmetric(2_000, "search_query: ", "search_document: ")),
            new Entry("bge-(small|base|large)-en.*", asymmetric(500, SEARCHING, "")),
            new Entry("mxbai-embed-large.*", asymmetric(500, SEARCHING, "")),
            new Entry("snowflake-arctic-embed2.*|snowflake-arctic-embed-[ml]-v2.*", asymmetric(8_000, "query: ", "")),
            new Entry("snowflake-arctic-embed.*", asymmetric(500, SEARCHING, "")),
            new Entry("embeddinggemma.*",
                    asymmetric(2_000, "task: search result | query: ", "title: none | text: ")),
            new Entry("all-minilm.*", symmetric(250)));

    private record Entry(Pattern name, KnownModel model) {
        private Entry(String name, KnownModel model) {
            this(Pattern.compile(name), model);
        }
    }

    private static KnownModel symmetric(int maxTokens) {
        return asymmetric(maxTokens, "", "");
    }

    private static KnownModel asymmetric(int maxTokens, String questionPrefix, String passagePrefix) {
        return new KnownModel(OptionalInt.empty(), false, maxTokens, questionPrefix, passagePrefix);
    }

    /** Returns what is known; of a model that nobody here has heard of, what does no harm. */
    static KnownModel named(String name) {
        String plain = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return ENTRIES.stream()
                .filter(entry -> entry.name().matcher(plain).matches())
                .map(Entry::model)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
