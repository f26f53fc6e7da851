package dev.confab.rest.start;

import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.MapPropertySource;
import java.util.Map;

/** What a {@code .env} file says, read as if it stood in the environment, which counts more. */
final class EnvFileSource extends MapPropertySource {

    EnvFileSource(Map<String, String> values) {
        super(".env", values);
    }

    @Override
    public PropertyConvention getConvention() {
        return PropertyConvention.ENVIRONMENT_VARIABLE;
    }

    @Override
    public int getOrder() {
        return EnvironmentPropertySource.POSITION - 10;
    }
}
