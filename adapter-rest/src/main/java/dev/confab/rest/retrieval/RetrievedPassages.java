package dev.confab.rest.retrieval;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.retrieval.Retrieve;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.rest.document.PageAddress;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What retrieval found, best first, and the least support that a passage needs in either mode. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record RetrievedPassages(List<Found> passages, Thresholds thresholds) {

    /** From which support on a passage is used. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    record Thresholds(double openChat, double groundedRag) {}

    /** A passage that was found. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Found(String passageId, String documentId, int version, String title, String text, @Nullable Integer page,
            List<String> headings, Span span, String url, Scores scores) {

        static Found of(RankedPassage ranked) {
            Passage passage = ranked.passage();
            Optional<Integer> page = passage.pageAt(0);
            return new Found(passage.id().toString(), passage.document().toString(), passage.version(),
                    passage.title().value(), passage.text().value(), page.orElse(null),
                    passage.headings().stream().map(PlainText::value).toList(),
                    new Span(passage.span().from(), passage.span().to()),
                    PageAddress.of(passage.document(), passage.version(), page, passage.span().from()),
                    Scores.of(ranked));
        }
    }

    /** Where the passage stands in the text of its version. */
    @Serdeable.Serializable
    record Span(int from, int to) {}

    /** Why it was found. */
    @Serdeable.Serializable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Scores(double score, double support, @Nullable Leg lexical, @Nullable Leg dense, @Nullable Double rerank) {

        static Scores of(RankedPassage ranked) {
            return new Scores(ranked.score(), ranked.support(), ranked.lexical().map(Leg::of).orElse(null),
                    ranked.dense().map(Leg::of).orElse(null), ranked.rerank().orElse(null));
        }
    }

    /** What one way of searching gave. */
    @Serdeable.Serializable
    record Leg(int rank, double score) {
        static Leg of(RankedPassage.Leg leg) {
            return new Leg(leg.rank(), leg.score());
        }
    }

    static RetrievedPassages of(Retrieve.Result found) {
        return new RetrievedPassages(found.passages().stream().map(Found::of).toList(),
                new Thresholds(found.openChat(), found.groundedRag()));
    }
}
