/** The benchmark itself could not go on; the message says why, for the person who started it. */
final class Broken extends RuntimeException {

    private static final long serialVersionUID = 1;

    Broken(String message) {
        super(message);
    }
}
