package dev.confab.retrieval.index;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.Reranker;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the best finds read together with the question, where there is a reranker, and orders them by what it says. When it
 * fails they stay as they are, which is said once in the log and not for each question.
 */
final class Rating {

    /** So many of the best are rated. */
    private static final int RATED = 30;
    private static final Logger log = LoggerFactory.getLogger(Rating.class);

    private final Optional<Reranker> reranker;
    private final AtomicBoolean failing = new AtomicBoolean();

    Rating(Optional<Reranker> reranker) {
        this.reranker = reranker;
    }

    /** How many finds it takes to answer with so many. */
    int wanted(int limit) {
        return reranker.isPresent() ? Math.max(limit, RATED) : limit;
    }

    /** The finds in their last order, as many as the query asks for. */
    List<RankedPassage> rated(RetrievalQuery query, List<RankedPassage> found) {
        List<RankedPassage> ordered = reranker.isEmpty() || found.isEmpty() ? found
                : rated(reranker.get(), query.question(), found);
        return List.copyOf(ordered.subList(0, Math.min(query.limit(), ordered.size())));
    }

    private List<RankedPassage> rated(Reranker judge, PlainText question, List<RankedPassage> found) {
        List<RankedPassage> best = found.subList(0, Math.min(RATED, found.size()));
        try {
            List<Double> ratings = judge.rate(question, best.stream().map(Rating::asRead).toList());
            if (failing.compareAndSet(true, false)) {
                log.info("passages are reranked again");
            }
            var rated = new ArrayList<RankedPassage>();
            for (int at = 0; at < best.size(); at++) {
                rated.add(with(best.get(at), ratings.get(at)));
            }
            rated.sort(Comparator.comparingDouble(RankedPassage::score).reversed());
            double worst = found.getLast().score();
            double span = Math.max(found.getFirst().score() - worst, Double.MIN_NORMAL);
            // What was not rated comes after what was: that one has at least 0.
            found.subList(best.size(), found.size())
                    .forEach(rest -> rated.add(scored(rest, (rest.score() - worst) / span - 1)));
            return rated;
        } catch (LlmFault fault) {
            if (failing.compareAndSet(false, true)) {
                log.atWarn().addKeyValue("code", fault.code()).log("passages cannot be reranked");
            }
            return found;
        }
    }

    /** What it says of a passage counts as much as what words and vectors say. */
    private static RankedPassage with(RankedPassage found, double rating) {
        double support = (found.support() + Math.clamp(rating, 0, 1)) / 2;
        return new RankedPassage(found.passage(), rating, support, found.lexical(), found.dense(),
                Optional.of(rating));
    }

    private static RankedPassage scored(RankedPassage found, double score) {
        return new RankedPassage(found.passage(), score, found.support(), found.lexical(), found.dense(),
                Optional.empty());
    }

    private static PlainText asRead(RankedPassage found) {
        return PlainText.of(Stream.concat(Stream.concat(Stream.of(found.passage().title()),
                found.passage().headings().stream()), Stream.of(found.passage().text()))
                .map(PlainText::value)
                .distinct()
                .collect(Collectors.joining("\n")));
    }
}
