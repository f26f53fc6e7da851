package dev.confab.rest.export;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.OwnedSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Sessions, each as its own export is as JSON. */
record SessionsPart(Exports exports) implements ExportPart {

    @Override
    public Iterator<ExportEntry> entries(Owner owner) {
        return new Sessions(owner);
    }

    private final class Sessions implements Iterator<ExportEntry> {

        private final Owner owner;
        private final Deque<OwnedSession> some = new ArrayDeque<>();
        private Optional<SessionId> after = Optional.empty();
        private boolean ended;

        Sessions(Owner owner) {
            this.owner = owner;
        }

        @Override
        public boolean hasNext() {
            if (some.isEmpty() && !ended) {
                List<OwnedSession> page = exports.account().sessions(owner, after, AccountStore.MAX_PAGE);
                some.addAll(page);
                ended = page.size() < AccountStore.MAX_PAGE;
                after = page.isEmpty() ? after : Optional.of(page.getLast().session().id());
            }
            return !some.isEmpty();
        }

        @Override
        public ExportEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all sessions have been told");
            }
            OwnedSession session = some.removeFirst();
            return new ExportEntry("sessions/" + session.session().id() + ".json", exports.asJson(owner, session));
        }
    }
}
