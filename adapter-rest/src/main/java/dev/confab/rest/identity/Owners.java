package dev.confab.rest.identity;

import dev.confab.domain.Owner;
import dev.confab.domain.identity.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** On whose behalf requests are made. */
@Singleton
public final class Owners {

    private final Users users;

    Owners(Users users) {
        this.users = users;
    }

    /** Returns the owner of a request; empty for a call that everybody may make, known or not, and where there is no such call. */
    public Optional<Owner> of(HttpRequest<?> request) {
        if (RouteAttributes.getRouteMatch(request).isEmpty() || AccessRule.isOpen(request)) {
            return Optional.empty();
        }
        return users.areKnown() ? Callers.of(request).map(Caller::owner) : Optional.of(Owner.LOCAL);
    }
}
