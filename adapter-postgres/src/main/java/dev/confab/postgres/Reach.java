package dev.confab.postgres;

/**
 * For whom a statement is: what PostgreSQL lets it see and change, whatever it asks for. The statement says so itself, by a
 * setting that is forgotten with its transaction, so that nothing of it is left on a connection that a pooler gives to
 * somebody else. A statement that does not say it sees nothing.
 *
 * <p>
 * It is not said by another statement before it, sent along: the driver puts the end of a transaction between the two as it
 * sees fit.
 */
final class Reach {

    /** The owner as an argument of a function, in the place of a parameter: what the function does is for that owner. */
    static final String OWNER = "set_config('confab.owner', ?, true)";

    /**
     * An argument of a function, of any type but an untyped null, in the place of a parameter: the function's work is
     * nobody's, and it sees the rows of all owners.
     */
    static final String EVERYONE = "confab_everyone(?)";

    private Reach() {}

    /**
     * Returns a query for one owner, who is its first parameter.
     *
     * @param query names the owner as {@code reach.owner}, so that it is not begun before the owner is known
     */
    static String ofOwner(String query) {
        return "SELECT x.* FROM " + OWNER + " reach (owner) CROSS JOIN LATERAL (" + query + " OFFSET 0) x";
    }

    /**
     * Returns a query for work that is nobody's, which sees the rows of all owners.
     *
     * @param query says {@code reach.everyone} where it chooses rows, so that it is not begun before that holds
     */
    static String ofEveryone(String query) {
        return "SELECT x.* FROM (SELECT set_config('confab.everyone', 'on', true) = 'on' OFFSET 0) reach (everyone) "
                + "CROSS JOIN LATERAL (" + query + " OFFSET 0) x";
    }
}
