import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vectors that have a neighbourhood, as those of texts have: each lies around the middle of one of some clusters. Which one
 * follows from the text, so that everybody who knows the text knows the vector. Uniform random ones would all be equally far
 * from each other.
 */
final class ClusteredVectors {

    static final int DIMENSION = 1_536;
    static final int CLUSTERS = 500;

    /** How far from the middle of its cluster a vector lies, as a multiple of the middle's length. */
    private static final double SPREAD = 0.8;
    private static final Pattern TAG = Pattern.compile("cluster(\\d+)piece(\\d+)");

    private final float[][] middles = new float[CLUSTERS][];

    ClusteredVectors() {
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            middles[cluster] = direction(new Random(cluster * 7_919L + 1));
        }
    }

    /** Returns the word in a text that decides about its vector. */
    static String tag(int cluster, int piece) {
        return "cluster" + cluster + "piece" + piece;
    }

    /** Returns the tags of a text, in their order. */
    static Matcher tags(String text) {
        return TAG.matcher(text);
    }

    /** Returns the vector of a tag that was found, of length 1. */
    float[] of(Matcher tag) {
        return of(Integer.parseInt(tag.group(1)), Integer.parseInt(tag.group(2)));
    }

    /** Returns a vector of length 1. */
    float[] of(int cluster, int piece) {
        float[] around = direction(new Random(piece * 104_729L + 13));
        var sum = new float[DIMENSION];
        for (int at = 0; at < DIMENSION; at++) {
            sum[at] = (float) (middles[cluster][at] + SPREAD * around[at]);
        }
        return unit(sum);
    }

    static float product(float[] one, float[] other) {
        float sum = 0;
        for (int at = 0; at < one.length; at++) {
            sum += one[at] * other[at];
        }
        return sum;
    }

    private static float[] direction(Random random) {
        var direction = new float[DIMENSION];
        for (int at = 0; at < DIMENSION; at++) {
            direction[at] = (float) random.nextGaussian();
        }
        return unit(direction);
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(product(vector, vector));
        for (int at = 0; at < vector.length; at++) {
            vector[at] /= (float) length;
        }
        return vector;
    }
}
