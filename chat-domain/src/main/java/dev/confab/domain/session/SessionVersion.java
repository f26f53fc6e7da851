package dev.confab.domain.session;

/**
 * What tells one state of a session from every other one.
 *
 * @param revision how often what a session is has been changed, from 0
 * @param lastSeq  position of the last message in its log, 0 when there is none
 */
public record SessionVersion(long revision, long lastSeq) {

    public SessionVersion {
        if (revision < 0 || lastSeq < 0) {
            throw new IllegalArgumentException("revisions and positions are not negative");
        }
    }
}
