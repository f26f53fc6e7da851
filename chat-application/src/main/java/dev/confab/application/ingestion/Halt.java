package dev.confab.application.ingestion;

/** Work ends where it stands: what is done so far is stored. */
final class Halt extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param why for whoever debugs */
    Halt(String why) {
        super(why, null, false, false);
    }
}
