package dev.confab.rest.guard;

import dev.confab.rest.config.IdentitySettings;
import dev.confab.rest.config.Keys;
import dev.confab.rest.config.ServerSettings;
import dev.confab.rest.identity.Users;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;

/** Reads who may call. */
@Factory
final class GuardFactory {

    @Singleton
    CorsOrigins corsOrigins(Keys keys) {
        return CorsOrigins.from(keys);
    }

    /** Made at the start, so that no server listens where it must not, whichever way its host was set. */
    @Context
    OwnHosts ownHosts(HttpServerConfiguration server, Users users, IdentitySettings identity) {
        String host = server.getHost().orElse("");
        if (!ServerSettings.isThisMachineOnly(host)) {
            if (!users.areKnown()) {
                throw Keys.wrong("HOST",
                        "must be 127.0.0.1, ::1 or localhost: the server knows no users and so listens "
                                + "to this machine only; with AUTH=on, DEV_TOKEN, JWT_ISSUER or a token it may listen to others");
            }
            identity.requireFitForOthers();
        }
        return users.areKnown() ? OwnHosts.ANY : OwnHosts.OF_THIS_MACHINE;
    }
}
