package dev.confab.rest.identity;

import dev.confab.domain.identity.Caller;
import io.micronaut.http.HttpRequest;
import java.util.Optional;

/** Who makes a request. */
public final class Callers {

    private Callers() {}

    /** Returns the caller who showed a good token; empty where nobody asks for one. */
    public static Optional<Caller> of(HttpRequest<?> request) {
        return request.getUserPrincipal(CallerAuthentication.class).map(CallerAuthentication::caller);
    }
}
