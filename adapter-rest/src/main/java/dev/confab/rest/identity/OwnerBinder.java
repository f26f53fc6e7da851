package dev.confab.rest.identity;

import dev.confab.domain.Owner;
import dev.confab.domain.identity.Caller;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Gives a call the user on whose behalf it is made: its caller, or the one of this machine as long as no users are known. */
@Singleton
final class OwnerBinder implements TypedRequestArgumentBinder<Owner> {

    private static final Argument<Owner> OWNER = Argument.of(Owner.class);
    private static final BindingResult<Owner> LOCAL = () -> Optional.of(Owner.LOCAL);

    private final Users users;

    OwnerBinder(Users users) {
        this.users = users;
    }

    @Override
    public Argument<Owner> argumentType() {
        return OWNER;
    }

    @Override
    public BindingResult<Owner> bind(ArgumentConversionContext<Owner> context, HttpRequest<?> source) {
        if (!users.areKnown()) {
            return LOCAL;
        }
        // A call that is open to everybody has no owner: asking for one there is a mistake that must not open anything.
        Owner owner = Callers.of(source).map(Caller::owner).orElseThrow(() -> Refusal.unauthorized(source));
        return () -> Optional.of(owner);
    }
}
