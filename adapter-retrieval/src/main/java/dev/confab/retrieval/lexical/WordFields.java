package dev.confab.retrieval.lexical;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.retrieval.language.Language;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;

/**
 * The fields of a passage to search words in: its text, and what it stands under (the document's title and the headings),
 * each in a field of the passage's language, since every language has its own way from words to terms.
 */
public final class WordFields {

    /**
     * Passages are short and of one length: term frequency saturates early, length counts little. How rare a term is comes
     * with the query, since it is reckoned over the fields of all languages.
     */
    public static final Similarity BM25 = new BM25Similarity(0.9f, 0.4f) {
        @Override
        protected float idf(long passages, long all) {
            return 1;
        }
    };

    /** Makes the terms of each field in its language. */
    public static final Analyzer ANALYZER = new DelegatingAnalyzerWrapper(Analyzer.PER_FIELD_REUSE_STRATEGY) {
        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return Language.of(field.substring(field.indexOf('.') + 1)).orElse(Language.OTHER).analyzer();
        }
    };

    /**
     * Held, since what is set of it is forgotten with it: Lucene would say on standard error that a module of the JDK could
     * make it faster, which the JDK in turn warns of.
     */
    private static final Logger VECTORIZATION = Logger.getLogger("org.apache.lucene.internal.vectorization");

    static {
        VECTORIZATION.setLevel(Level.SEVERE);
    }

    private WordFields() {}

    /** Adds a passage's fields. */
    public static void add(Document fields, Passage passage, Language language) {
        String above = Stream.concat(Stream.of(passage.title()), passage.headings().stream())
                .map(PlainText::value)
                .distinct()
                .collect(Collectors.joining("\n"));
        fields.add(new TextField(above(language), above, Field.Store.NO));
        fields.add(new TextField(text(language), passage.text().value(), Field.Store.NO));
    }

    /** The passage itself. */
    static String text(Language language) {
        return "text." + language.code();
    }

    /** What the document and the sections are called. */
    static String above(Language language) {
        return "above." + language.code();
    }
}
