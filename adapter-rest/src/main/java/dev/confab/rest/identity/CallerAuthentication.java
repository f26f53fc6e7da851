package dev.confab.rest.identity;

import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.Caller;
import io.micronaut.security.authentication.Authentication;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A caller as the framework knows him. Its roles are what he may do. */
record CallerAuthentication(Caller caller) implements Authentication {

    private static final List<String> READER = List.of(AccessRule.READS);
    private static final List<String> WRITER = List.of(AccessRule.READS, AccessRule.WRITES);

    @Override
    public String getName() {
        return caller.owner().value();
    }

    @Override
    public Collection<String> getRoles() {
        return caller.access() == Access.FULL ? WRITER : READER;
    }

    /** None: what is here may end up in a log. */
    @Override
    public Map<String, Object> getAttributes() {
        return Map.of();
    }

    @Override
    public String toString() {
        return "CallerAuthentication[" + caller.access() + ']';
    }
}
