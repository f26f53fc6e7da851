package dev.confab.rest.identity;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.filter.ConditionalFilter;
import io.micronaut.security.config.SecurityConfiguration;
import io.micronaut.security.filters.AuthenticationFetcher;
import io.micronaut.security.filters.SecurityFilter;
import io.micronaut.security.rules.SecurityRule;
import java.util.Collection;

/**
 * The framework's filter, where users are known. Where they are not, requests do not pass through it: it costs a good part of
 * what the server does for a turn.
 */
@Filter(Filter.MATCH_ALL_PATTERN)
@Replaces(SecurityFilter.class)
final class UsersFilter extends SecurityFilter implements ConditionalFilter {

    private final Users users;

    UsersFilter(Collection<SecurityRule<HttpRequest<?>>> rules,
            Collection<AuthenticationFetcher<HttpRequest<?>>> fetchers, SecurityConfiguration configuration,
            Users users) {
        super(rules, fetchers, configuration);
        this.users = users;
    }

    @Override
    public boolean isEnabled(HttpRequest<?> request) {
        return users.areKnown();
    }
}
