package dev.confab.domain.grounding;

import dev.confab.domain.PlainText;

/** What is answered when the answer may rest on documents alone and no passage of them is worth it. */
public final class Declining {

    private Declining() {}

    /**
     * Returns the sentence that the documents do not say, in the language of the question where that is Arabic, Chinese,
     * German, Greek, Hindi, Romanian, Russian, Spanish, Thai, Turkish or Vietnamese, else in English.
     */
    public static PlainText answer(PlainText question) {
        return PlainText.of(Tongue.of(question.value()).nothing());
    }
}
