import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What was found for a question, and how good that is by the formulas of trec_eval: sorted by score as a 32-bit number, equal
 * ones by name, descending; the gain is the grade, discounted by the logarithm of the place; a question that nothing was found
 * for counts as zero.
 */
record Ranking(List<Hit> hits) {

    private static final int SHORT = 10;
    private static final int LONG = 100;

    Ranking {
        hits = hits.stream()
                .sorted(Comparator.comparingDouble(Hit::score).reversed()
                        .thenComparing(Comparator.comparing(Hit::text).reversed()))
                .toList();
    }

    /** One text that was found. */
    record Hit(String text, float score) {
    }

    /** What is measured of a ranking. */
    record Measures(double ndcg10, double recall10, double recall100, double mrr10) {

        static Measures mean(List<Measures> all) {
            return new Measures(all.stream().mapToDouble(Measures::ndcg10).average().orElse(0),
                    all.stream().mapToDouble(Measures::recall10).average().orElse(0),
                    all.stream().mapToDouble(Measures::recall100).average().orElse(0),
                    all.stream().mapToDouble(Measures::mrr10).average().orElse(0));
        }
    }

    /** @param grades of the texts that were judged, at least one of them above 0 */
    Measures judged(Map<String, Integer> grades) {
        List<Integer> ideal = grades.values().stream().map(grade -> Math.max(0, grade)).sorted(Comparator.reverseOrder())
                .toList();
        double best = 0;
        for (int at = 0; at < Math.min(SHORT, ideal.size()); at++) {
            best += ideal.get(at) / discount(at);
        }
        double gained = 0;
        double first = 0;
        int near = 0;
        int far = 0;
        for (int at = 0; at < Math.min(LONG, hits.size()); at++) {
            int grade = Math.max(0, grades.getOrDefault(hits.get(at).text(), 0));
            gained += at < SHORT ? grade / discount(at) : 0;
            near += at < SHORT && grade > 0 ? 1 : 0;
            far += grade > 0 ? 1 : 0;
            first = at < SHORT && grade > 0 && first == 0 ? 1.0 / (at + 1) : first;
        }
        double relevant = grades.values().stream().filter(grade -> grade > 0).count();
        return new Measures(gained / best, near / relevant, far / relevant, first);
    }

    private static double discount(int at) {
        return Math.log(at + 2) / Math.log(2);
    }
}
