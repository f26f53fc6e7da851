package dev.confab.rest.identity;

import dev.confab.domain.Owner;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Gives a call the user on whose behalf it is made: as long as the server knows no users, that is the one of its machine. */
@Singleton
final class OwnerBinder implements TypedRequestArgumentBinder<Owner> {

    private static final Argument<Owner> OWNER = Argument.of(Owner.class);

    @Override
    public Argument<Owner> argumentType() {
        return OWNER;
    }

    @Override
    public BindingResult<Owner> bind(ArgumentConversionContext<Owner> context, HttpRequest<?> source) {
        return () -> Optional.of(Owner.LOCAL);
    }
}
