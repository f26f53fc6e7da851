package dev.confab.rest.testing;

import io.micronaut.context.BeanContext;
import io.micronaut.context.BeanResolutionContext;
import io.micronaut.inject.BeanConfiguration;
import io.micronaut.inject.BeanDefinitionReference;
import org.jspecify.annotations.Nullable;

/**
 * A module as if it were not on the class path: none of the beans that it declares exists, whatever their type.
 *
 * @param root the module's package
 */
record AbsentModule(String root) implements BeanConfiguration {

    @Override
    public boolean isEnabled(BeanContext context, @Nullable BeanResolutionContext resolution) {
        return false;
    }

    @Override
    public boolean isWithin(@SuppressWarnings("rawtypes") BeanDefinitionReference bean) {
        return isWithin(bean.getBeanDefinitionName());
    }

    @Override
    public String getName() {
        return root;
    }

    @Override
    public Package getPackage() {
        return AbsentModule.class.getPackage();
    }

    @Override
    public String getVersion() {
        return "";
    }
}
