package dev.confab.retrieval;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Makes terms of text in any language: words by Unicode's rules, in lower case, without accents, English endings taken
 * off; Chinese, Japanese and Korean in pairs of characters. Nothing is left out here: a word that says little also stands
 * in the index, and a question of nothing but such words still finds it.
 */
final class PassageAnalyzer extends Analyzer {

    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        TokenStream terms = new CJKWidthFilter(words);
        terms = new EnglishPossessiveFilter(terms);
        terms = new LowerCaseFilter(terms);
        terms = new CJKBigramFilter(terms);
        terms = new ASCIIFoldingFilter(terms);
        return new TokenStreamComponents(words, new PorterStemFilter(terms));
    }

    @Override
    protected TokenStream normalize(String field, TokenStream in) {
        return new ASCIIFoldingFilter(new LowerCaseFilter(new CJKWidthFilter(in)));
    }
}
